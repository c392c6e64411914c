import WeirCore
import WeirGraph
import WeirTestKit

/// The operators that window tests drive, made through the public API.
enum WindowJobs {
  typealias Define = @Sendable (DataStream<Reading>) throws -> DataStream<WindowTotal>

  static let late = OutputTag<Reading>("late")

  static func aligned(_ windows: AlignedWindows, lateness: Int64 = 0) -> Define {
    { stream in
      stream.keyed(by: \.key)
        .window(windows, allowedLateness: .milliseconds(lateness), lateTo: late)
        .aggregate("windows", .count(), .sum(\.value)) { key, window, count, sum in
          WindowTotal(
            key, window.start.milliseconds, window.end.milliseconds, count: count, sum: sum)
        }
    }
  }

  static func tumbling(_ size: Int64, lateness: Int64 = 0) -> Define {
    aligned(.tumbling(every: .milliseconds(size)), lateness: lateness)
  }

  static func sliding(_ size: Int64, every step: Int64, lateness: Int64 = 0) -> Define {
    aligned(.sliding(size: .milliseconds(size), every: .milliseconds(step)), lateness: lateness)
  }

  static func session(gap: Int64, lateness: Int64 = 0) -> Define {
    { stream in
      stream.keyed(by: \.key)
        .window(
          .session(gap: .milliseconds(gap)), allowedLateness: .milliseconds(lateness), lateTo: late
        )
        .aggregate("windows", .count(), .sum(\.value)) { key, window, count, sum in
          WindowTotal(
            key, window.start.milliseconds, window.end.milliseconds, count: count, sum: sum)
        }
    }
  }

  static func global(_ trigger: GlobalWindows.Trigger) -> Define {
    { stream in
      stream.keyed(by: \.key)
        .window(.global(trigger: trigger))
        .aggregate("windows", .count(), .sum(\.value)) { key, _, count, sum in
          WindowTotal(key, 0, 0, count: count, sum: sum)
        }
    }
  }
}
