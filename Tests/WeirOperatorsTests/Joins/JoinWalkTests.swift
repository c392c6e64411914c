import Testing
import WeirCore

/// Joins against models that compare everything with everything, with snapshots, restores and
/// rescaling at random points.
struct JoinWalkTests {
  static let seeds: [UInt64] = Array(1...4)
  static let bounds: [(Int64, Int64)] = [(-10, 10), (0, 20), (-30, 0), (5, 15), (-20, -4), (0, 0)]

  @Test("Interval joins give what the model gives", arguments: seeds, JoinForm.all)
  func interval(seed: UInt64, form: JoinForm) throws {
    for (lower, upper) in Self.bounds {
      try JoinWalk(seed: seed).run(
        JoinJobs.interval(from: lower, to: upper, form),
        IntervalModel(lower: lower, upper: upper, form: form))
    }
  }

  @Test("Open ends leave out exactly the partners at the ends", arguments: seeds)
  func ends(seed: UInt64) throws {
    for (ends, low, high) in [
      (IntervalEnds.open, Int64(1), Int64(-1)), (.closedOpen, 0, -1), (.openClosed, 1, 0),
    ] {
      try JoinWalk(seed: seed, timeSpan: 15).run(
        JoinJobs.interval(from: -6, to: 6, ends: ends, .full),
        IntervalModel(lower: -6 + low, upper: 6 + high, form: .full))
    }
  }

  @Test("Joins with a retention give what the model gives", arguments: seeds, JoinForm.all)
  func retained(seed: UInt64, form: JoinForm) throws {
    for retention in [Int64(1), 20, 100] {
      try JoinWalk(seed: seed).run(
        JoinJobs.retained(.within(.milliseconds(retention)), form),
        RetainedModel(retention: retention, form: form))
    }
  }

  @Test("Joins for ever give what the model gives", arguments: seeds, JoinForm.all)
  func forever(seed: UInt64, form: JoinForm) throws {
    try JoinWalk(seed: seed, stepCount: 80).run(
      JoinJobs.retained(.forever, form), RetainedModel(retention: nil, form: form))
  }

  @Test("Temporal joins give what the model gives", arguments: seeds, [false, true])
  func temporal(seed: UInt64, keepsLeft: Bool) throws {
    try JoinWalk(seed: seed, stepCount: 300).run(
      JoinJobs.temporal(keepsLeft: keepsLeft),
      TemporalModel(keepsLeft: keepsLeft, removals: false))
  }

  @Test("Temporal joins with removals give what the model gives", arguments: seeds)
  func removals(seed: UInt64) throws {
    try JoinWalk(seed: seed, stepCount: 300).run(
      JoinJobs.temporal(keepsLeft: true, removals: true),
      TemporalModel(keepsLeft: true, removals: true), lateOther: false)
  }
}
