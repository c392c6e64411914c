import Synchronization
import WeirCore

extension EpochLogApplier {
  public func checkPresence(of heads: [Int: CheckpointID]) async throws {
    for driver in drivers {
      guard let head = heads[driver.index] else { continue }
      try await driver.checkPresence(of: head)
    }
  }

  public func recover(_ unapplied: [EpochCommit]) async throws -> [EpochCommit] {
    let (inventory, environment) = (inventory, context.environment)
    let commits = unapplied.sorted { $0.epoch < $1.epoch }
    for commit in commits { _ = try drivers(of: commit) }
    // Opening fences every lower attempt.
    let stored = try await storedEpochs()
    let first = commits.firstIndex { commit in
      commit.partitions.contains { isLeft(commit, of: $0, stored) }
    }
    let (done, left) = (commits[..<(first ?? commits.count)], commits[(first ?? commits.count)...])
    for commit in left { inventory.add(commit) }
    for commit in done { inventory.setApplied(commit) }
    for driver in drivers { try checkFollows(Array(left), driver, stored) }
    try await verify(Array(left), stored)
    let newest = stored.values.max()
    try await environment.blocking.run {
      try environment.failpoints.hit(.recoverBeforeCleanup)
      try inventory.adopt(stored: newest)
    }
    return Array(left)
  }

  public func committedEpoch() async throws -> CheckpointID? {
    try await storedEpochs().values.max()
  }

  public func release(upTo oldest: CheckpointID) async throws {
    let inventory = inventory
    try await context.environment.blocking.run { try inventory.release(upTo: oldest) }
    // What fails now, the next release does as well.
    try await forEach(drivers) { driver in
      try await self.circuit.runOnce { try await driver.release(upTo: oldest) }
    }
  }

  public func close() async {
    for driver in drivers { await driver.close() }
  }

  /// The epochs of the partitions that have any. A store that is out of order is waited for: what
  /// it holds decides what the attempt begins with.
  private func storedEpochs() async throws -> [Int: CheckpointID] {
    let stored = StoredEpochs()
    try await forEach(drivers) { driver in
      stored.set(
        try await self.circuit.run { try await driver.storedEpoch() }, of: driver.index)
    }
    return stored.all
  }

  private func isLeft(
    _ commit: EpochCommit, of partition: Int, _ stored: [Int: CheckpointID]
  ) -> Bool {
    stored[partition].map { $0 < commit.epoch } ?? true
  }

  /// The epochs that a partition lacks must follow the one that it stores without a gap.
  private func checkFollows(
    _ commits: [EpochCommit], _ driver: PartitionDriver, _ stored: [Int: CheckpointID]
  ) throws {
    var epoch = stored[driver.index]
    for commit in commits where commit.partitions.contains(driver.index) {
      if try driver.isToApply(commit, stored: epoch) { epoch = commit.epoch }
    }
  }

  /// Every segment that some partition lacks must be there and right. What is applied everywhere
  /// may be gone.
  private func verify(_ commits: [EpochCommit], _ stored: [Int: CheckpointID]) async throws {
    let (log, environment) = (log, context.environment)
    var isFirst = true
    for commit in commits {
      let needed = commit.segments.filter { isLeft(commit, of: $0.partition, stored) }
      if !isFirst {
        try await environment.blocking.run { try environment.failpoints.hit(.recoverMidRecommit) }
      }
      isFirst = false
      try await withThrowingTaskGroup(of: Void.self) { group in
        for segments in Dictionary(grouping: needed, by: \.name).values {
          group.addTask { try await environment.blocking.run { try log.verify(segments) } }
        }
        try await group.waitForAll()
      }
    }
  }
}

/// Collects what several tasks find out.
private final class StoredEpochs: Sendable {
  private let epochs = Mutex<[Int: CheckpointID]>([:])
  var all: [Int: CheckpointID] { epochs.withLock { $0 } }

  func set(_ epoch: CheckpointID?, of partition: Int) {
    epochs.withLock { $0[partition] = epoch }
  }
}
