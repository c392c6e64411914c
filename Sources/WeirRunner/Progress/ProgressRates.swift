import WeirCore
import WeirRuntime

/// How fast a job goes, from what it said at two moments.
struct ProgressRates: Sendable, Equatable {
  /// Records a second of one operator.
  struct OperatorRate: Sendable, Equatable {
    var recordsIn = 0.0
    var recordsOut = 0.0
  }

  var operators: [String: OperatorRate] = [:]
  /// Records a second of all sources together; nil when too little time has passed to tell.
  var recordsRead: Double? = nil
  /// Nil where the length of the input is not known.
  var millisecondsLeft: Int64? = nil

  /// The averages between two moments of one attempt.
  init(from old: JobProgress, to new: JobProgress) {
    let milliseconds = new.elapsedMilliseconds.subtractingReportingOverflow(
      old.elapsedMilliseconds)
    guard !milliseconds.overflow, milliseconds.partialValue > 0 else { return }
    let seconds = Double(milliseconds.partialValue) / 1000
    recordsRead = Self.rate(old.recordsRead, new.recordsRead, seconds)
    let before = Dictionary(old.operators.map { ($0.id, $0) }) { first, _ in first }
    for item in new.operators {
      let earlier = before[item.id]
      operators[item.id] = OperatorRate(
        recordsIn: Self.rate(earlier?.recordsIn, item.recordsIn, seconds),
        recordsOut: Self.rate(earlier?.recordsOut, item.recordsOut, seconds))
    }
  }

  /// The averages of the whole attempt so far, as far as one moment tells them.
  static func sinceStart(of progress: JobProgress) -> ProgressRates {
    var (start, progress) = (progress, progress)
    start.elapsedMilliseconds = 0
    start.recordsRead = 0
    start.operators = []
    // Counts are those of the attempt, which begins later than the run and may end before.
    progress.elapsedMilliseconds = progress.attemptMilliseconds
    return ProgressRates(from: start, to: progress)
  }

  /// What is left of a bounded input at the speed between two moments.
  static func millisecondsLeft(from old: JobProgress, to new: JobProgress) -> Int64? {
    guard let before = old.fractionRead, let now = new.fractionRead, now > before, now <= 1
    else { return nil }
    let elapsed = Double(new.elapsedMilliseconds) - Double(old.elapsedMilliseconds)
    let left = (1 - now) / (now - before) * elapsed
    return left.isFinite && left >= 0 ? Int64(min(left, 1e15)) : nil
  }

  private static func rate(_ old: UInt64?, _ new: UInt64, _ seconds: Double) -> Double {
    let (difference, overflow) = new.subtractingReportingOverflow(old ?? 0)
    return overflow ? 0 : Double(difference) / seconds
  }
}
