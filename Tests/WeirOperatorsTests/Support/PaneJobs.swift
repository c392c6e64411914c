import WeirCore
import WeirGraph
import WeirOperators
import WeirTestKit

/// A result of windows with a trigger, all of its pane told.
struct PaneTotal: Record, Hashable {
  var key = ""
  var start = EventTime.zero
  var end = EventTime.zero
  var firstStart = EventTime.zero
  var revision = 0
  var timing = 0
  var isRetraction = false
  var count = 0
  var sum = 0

  init() {}

  init(_ key: String, _ pane: Pane, count: Int, sum: Int) {
    self.key = key
    start = pane.start
    end = pane.end
    firstStart = pane.identity.start
    revision = pane.revision
    timing = Int(pane.timing.rawValue)
    isRetraction = pane.isRetraction
    self.count = count
    self.sum = sum
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("start", &start)
    try field("end", &end)
    try field("firstStart", &firstStart)
    try field("revision", &revision)
    try field("timing", &timing)
    try field("isRetraction", &isRetraction)
    try field("count", &count)
    try field("sum", &sum)
  }

  /// Without what only a pane has.
  var total: WindowTotal {
    WindowTotal(key, start.milliseconds, end.milliseconds, count: count, sum: sum)
  }

  /// `a [0,10) #0 early: 2 = 3`; a retraction has a minus in front.
  var line: String {
    let timings = ["early", "on time", "late"]
    return (isRetraction ? "-" : "")
      + "\(key) [\(start.milliseconds),\(end.milliseconds)) #\(revision) \(timings[timing]):"
      + " \(count) = \(sum)"
  }
}

/// The operators that tests of windows with a trigger drive, made through the public API.
enum PaneJobs {
  typealias Define = @Sendable (DataStream<Reading>) throws -> DataStream<PaneTotal>

  /// Windows of 10 ms that take 20 ms of lateness unless told otherwise.
  static func tumbling<T: Trigger>(
    lateness: Int64 = 20,
    _ change: @escaping @Sendable (
      WindowedStream<String, Reading, AlignedWindows>
    ) -> TriggeredStream<String, Reading, T>
  ) -> Define {
    { stream in
      change(
        stream.keyed(by: \.key).window(
          .tumbling(every: .milliseconds(10)), allowedLateness: .milliseconds(lateness),
          lateTo: WindowJobs.late)
      ).aggregate("windows", .count(), .sum(\.value)) { PaneTotal($0, $1, count: $2, sum: $3) }
    }
  }

  /// Sessions with a gap of 10 ms.
  static func session<T: Trigger>(
    gap: Int64 = 10, lateness: Int64 = 100,
    _ change: @escaping @Sendable (
      WindowedStream<String, Reading, SessionWindows>
    ) -> TriggeredStream<String, Reading, T>
  ) -> Define {
    { stream in
      change(
        stream.keyed(by: \.key).window(
          .session(gap: .milliseconds(gap)), allowedLateness: .milliseconds(lateness),
          lateTo: WindowJobs.late)
      ).aggregate("windows", .count(), .sum(\.value)) { PaneTotal($0, $1, count: $2, sum: $3) }
    }
  }

  /// What builders of plain windows see, from windows with the default trigger.
  static func plain<Windows: WindowForm>(_ windows: Windows, lateness: Int64) -> WindowJobs.Define {
    { stream in
      WindowedStream(stream.keyed(by: \.key), windows, .milliseconds(lateness), WindowJobs.late)
        .revised()
        .aggregate("windows", .count(), .sum(\.value)) { key, pane, count, sum in
          WindowTotal(key, pane.start.milliseconds, pane.end.milliseconds, count: count, sum: sum)
        }
    }
  }

  /// Sessions whose gap depends on the record: 1 to 9 ms.
  static func recordGaps(lateness: Int64) -> WindowJobs.Define {
    { stream in
      stream.keyed(by: \.key)
        .window(
          .session(gap: { .milliseconds(gap($0)) }), allowedLateness: .milliseconds(lateness),
          lateTo: WindowJobs.late
        )
        .aggregate("windows", .count(), .sum(\.value)) { key, pane, count, sum in
          WindowTotal(key, pane.start.milliseconds, pane.end.milliseconds, count: count, sum: sum)
        }
    }
  }

  @Sendable static func gap(_ reading: Reading) -> Int64 { 1 + Int64(abs(reading.value)) % 9 }
}
