import Testing
import WeirCore
import WeirGraph

/// Windows with a trigger against the same models as those without, with snapshots, restores and
/// rescaling at random points.
struct GeneralWindowWalkTests {
  static let seeds: [UInt64] = Array(1...8)
  static let latenesses: [Int64] = [0, 1, 7, 40]

  @Test("Tumbling windows with offset and the default trigger give what the model gives",
    arguments: seeds, latenesses)
  func tumbling(seed: UInt64, lateness: Int64) throws {
    try WindowWalk(seed: seed).run(
      PaneJobs.plain(
        AlignedWindows.tumbling(every: .milliseconds(10), offset: .milliseconds(-3)),
        lateness: lateness),
      AlignedModel(size: 10, step: 10, offset: 7, lateness: lateness))
  }

  @Test("Sliding windows with the default trigger give what the model gives",
    arguments: seeds, latenesses)
  func sliding(seed: UInt64, lateness: Int64) throws {
    try WindowWalk(seed: seed).run(
      PaneJobs.plain(
        AlignedWindows.sliding(size: .milliseconds(25), every: .milliseconds(10)),
        lateness: lateness),
      AlignedModel(size: 25, step: 10, lateness: lateness))
  }

  @Test("Cumulating windows with the default trigger give what the model gives",
    arguments: seeds, latenesses)
  func cumulating(seed: UInt64, lateness: Int64) throws {
    try WindowWalk(seed: seed).run(
      PaneJobs.plain(
        AlignedWindows.cumulating(upTo: .milliseconds(30), every: .milliseconds(10)),
        lateness: lateness),
      AlignedModel(upTo: 30, step: 10, lateness: lateness))
  }

  @Test("SEMANTICS 3.6: sessions with a trigger give what the model gives, whenever they are saved",
    arguments: seeds, latenesses)
  func sessions(seed: UInt64, lateness: Int64) throws {
    try WindowWalk(seed: seed).run(
      PaneJobs.plain(SessionWindows.session(gap: .milliseconds(5)), lateness: lateness),
      SessionModel(gap: 5, lateness: lateness))
  }

  @Test("Sessions whose gap each record says give what the model gives",
    arguments: seeds, latenesses)
  func recordGaps(seed: UInt64, lateness: Int64) throws {
    try WindowWalk(seed: seed).run(
      PaneJobs.recordGaps(lateness: lateness),
      SessionModel(lateness: lateness, gap: PaneJobs.gap))
  }

  @Test("Cumulating slices give what the model gives", arguments: seeds, latenesses)
  func cumulatingSlices(seed: UInt64, lateness: Int64) throws {
    try WindowWalk(seed: seed).run(
      WindowJobs.aligned(
        .cumulating(upTo: .milliseconds(30), every: .milliseconds(10), offset: .milliseconds(13)),
        lateness: lateness),
      AlignedModel(upTo: 30, step: 10, offset: 13, lateness: lateness))
  }

  @Test("Slices of windows with offset give what the model gives", arguments: seeds, latenesses)
  func offsets(seed: UInt64, lateness: Int64) throws {
    try WindowWalk(seed: seed).run(
      WindowJobs.aligned(
        .sliding(size: .milliseconds(25), every: .milliseconds(10), offset: .milliseconds(3)),
        lateness: lateness),
      AlignedModel(size: 25, step: 10, offset: 3, lateness: lateness))
  }

  @Test("Subtasks at different watermarks deal out windows with a trigger without loss",
    arguments: [UInt64(1), 2, 3])
  func unevenWatermarks(seed: UInt64) throws {
    try UnevenWatermarks<WindowTotal>(seed: seed, late: WindowJobs.late).run(
      PaneJobs.plain(SessionWindows.session(gap: .milliseconds(5)), lateness: 30))
    try UnevenWatermarks<WindowTotal>(seed: seed, late: WindowJobs.late).run(
      WindowJobs.aligned(
        .cumulating(upTo: .milliseconds(30), every: .milliseconds(10)), lateness: 0))
  }
}
