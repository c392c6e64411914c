import Weir

/// A job of the suite, together with the same computation written by hand.
protocol RowJob: Job {
  /// How many input records there are.
  var events: Int { get set }
  var total: SharedTally { get set }
  /// One loop on one thread without any part of the engine: what the job must agree with, and the
  /// limit that it is held against.
  func handWritten() throws -> Tally
  /// Makes what the job reads at a parallelism, before any time is taken.
  mutating func prepare(parallelism: Int) throws
}

extension RowJob {
  mutating func prepare(parallelism: Int) throws {}
}
