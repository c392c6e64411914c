import WeirCore
import WeirGraph
import WeirTestKit

/// Joins of readings within windows with a trigger, made through the public API.
enum TriggeredJoinJobs {
  typealias Both = Either<Reading, Reading>

  static let late = OutputTag<Both>("late of both")

  /// Even values on the left, odd ones on the right.
  static func connected(
    _ stream: DataStream<Reading>
  ) -> ConnectedStreams<String, Reading, Reading> {
    stream.filter { JoinJobs.isLeft($0) }.keyed(by: \.key)
      .connect(stream.filter { !JoinJobs.isLeft($0) }.keyed(by: \.key))
  }

  /// Windows with the default trigger.
  static func aligned(
    _ windows: AlignedWindows, lateness: Int64 = 0, _ form: JoinForm = .inner
  ) -> JoinJobs.Define<WindowRow> {
    { stream in
      rows(
        connected(stream)
          .window(windows, allowedLateness: .milliseconds(lateness), lateTo: late), form)
    }
  }

  /// Sessions in which a left record holds on for three milliseconds and a right one for ten.
  static func ownGaps(_ form: JoinForm, lateness: Int64 = 0) -> JoinJobs.Define<WindowRow> {
    { stream in
      rows(
        connected(stream).window(
          .session(gap: { _ in .milliseconds(3) }), .session(gap: { _ in .milliseconds(10) }),
          allowedLateness: .milliseconds(lateness), lateTo: late), form)
    }
  }

  private static func rows<T: Trigger>(
    _ windows: TriggeredStream<String, Both, T>, _ form: JoinForm
  ) -> DataStream<WindowRow> where T.Input == Both {
    switch (form.keepsLeft, form.keepsRight) {
    case (false, false):
      windows.join("join") { WindowRow($0.value, $1.value, $2.window) }
    case (true, false):
      windows.leftJoin("join") { WindowRow($0.value, $1?.value, $2.window) }
    case (false, true):
      windows.rightJoin("join") { WindowRow($0?.value, $1.value, $2.window) }
    case (true, true):
      windows.fullJoin("join") { WindowRow($0?.value, $1?.value, $2.window) }
    }
  }

  /// Windows of 10 ms that take 20 ms of lateness, and one line for each result, such as `2+1 #0`;
  /// a retraction has a minus in front.
  static func lines<T: Trigger>(
    _ change: @escaping @Sendable (
      TriggeredStream<String, Both, EventTimeTrigger<Both>>
    ) -> TriggeredStream<String, Both, T>
  ) -> JoinJobs.Define<String> where T.Input == Both {
    { stream in
      let windows = connected(stream).window(
        .tumbling(every: .milliseconds(10)), allowedLateness: .milliseconds(20), lateTo: late)
      return change(windows).fullJoin("join") { left, right, pane in
        let sides = [left?.value, right?.value].map { $0.map { "\($0)" } ?? "-" }
        return (pane.isRetraction ? "-" : "") + sides.joined(separator: "+") + " #\(pane.revision)"
      }
    }
  }
}
