import Testing
import WeirCore

/// Windows against a brute-force model, with snapshots, restores and rescaling at random points.
struct WindowWalkTests {
  static let seeds: [UInt64] = Array(1...12)
  static let latenesses: [Int64] = [0, 1, 7, 40]

  @Test("Tumbling windows give what the model gives", arguments: seeds, latenesses)
  func tumbling(seed: UInt64, lateness: Int64) throws {
    try WindowWalk(seed: seed).run(
      WindowJobs.tumbling(10, lateness: lateness),
      AlignedModel(size: 10, step: 10, lateness: lateness))
  }

  @Test("Sliding windows give what the model gives", arguments: seeds, latenesses)
  func sliding(seed: UInt64, lateness: Int64) throws {
    try WindowWalk(seed: seed).run(
      WindowJobs.sliding(30, every: 10, lateness: lateness),
      AlignedModel(size: 30, step: 10, lateness: lateness))
  }

  @Test(
    "SEMANTICS 6.4: sliding windows with an uneven step give what the model gives",
    arguments: seeds, latenesses)
  func unevenSliding(seed: UInt64, lateness: Int64) throws {
    try WindowWalk(seed: seed).run(
      WindowJobs.sliding(25, every: 10, lateness: lateness),
      AlignedModel(size: 25, step: 10, lateness: lateness))
  }

  @Test(
    "SEMANTICS 3.6: sessions give what the model gives, whenever they are saved",
    arguments: seeds, latenesses)
  func sessions(seed: UInt64, lateness: Int64) throws {
    try WindowWalk(seed: seed).run(
      WindowJobs.session(gap: 5, lateness: lateness), SessionModel(gap: 5, lateness: lateness))
  }

  @Test("Sessions with a wide gap give what the model gives", arguments: seeds)
  func wideSessions(seed: UInt64) throws {
    try WindowWalk(seed: seed, timeSpan: 200).run(
      WindowJobs.session(gap: 40, lateness: 15), SessionModel(gap: 40, lateness: 15))
  }
}
