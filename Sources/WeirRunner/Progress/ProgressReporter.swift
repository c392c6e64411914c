import WeirCore
import WeirRuntime

/// Shows a run's progress until it is cancelled.
struct ProgressReporter: Sendable {
  let style: ProgressStyle
  let console: any Console
  let clock: any ProcessingClock
  let progress: @Sendable () -> JobProgress

  /// Returns when its task is cancelled, after a last look, or when nobody reads the output.
  func run() async {
    guard style != .none else { return }
    var printer = ProgressPrinter(style: style)
    while true {
      let isLast = Task.isCancelled
      let now = EventTime(milliseconds: clock.now().milliseconds)
      // Progress is no reason for a job to fail: what cannot be shown is left out.
      let bytes = try? printer.show(progress(), size: console.size(of: printer.stream), now: now)
      if let bytes, !bytes.isEmpty, !console.write(bytes, to: printer.stream) { return }
      if isLast { return }
      // The sleep throws when the run is over; the loop then looks a last time.
      try? await clock.sleep(for: style.interval)
    }
  }
}
