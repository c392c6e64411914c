import Synchronization
import WeirCore

extension EpochLogApplier {
  public func apply(_ commit: EpochCommit) async throws {
    guard !commit.segments.isEmpty else { return }
    inventory.add(commit)
    let drivers = try drivers(of: commit)
    try await hit(.sinkBeforeCommit)
    let left = PartitionCount(drivers.count)
    try await forEach(drivers) { driver in
      let rejectedCount = try await self.circuit.run { try await driver.apply(commit) }
      self.circuit.countRejected(rejectedCount ?? 0)
      if left.countDown() > 0 { try await self.hit(.sinkBetweenPartitions) }
    }
    inventory.setApplied(commit)
    try await hit(.sinkAfterCommit)
  }

  /// The drivers of the partitions that have changes in an epoch.
  /// - Throws: `unusableCheckpoint` when the store has no such partition.
  func drivers(of commit: EpochCommit) throws -> [PartitionDriver] {
    try commit.partitions.map { partition in
      guard drivers.indices.contains(partition) else {
        throw WeirError(
          .unusableCheckpoint,
          "\(commit.epoch) has changes of partition \(partition), but the store has "
            + "\(drivers.count): a store's number of partitions cannot change",
          at: .init(
            job: context.job, operatorID: context.operatorID.name, file: context.directory))
      }
      return drivers[partition]
    }
  }

  /// A failpoint here stands for a store that fails.
  private func hit(_ point: Failpoint) async throws {
    let environment = context.environment
    try await circuit.run {
      try await environment.blocking.run { try environment.failpoints.hit(point) }
    }
  }

  /// Calls `body` for these side by side. Returns when all have ended; the first error cancels the
  /// rest.
  func forEach(
    _ drivers: [PartitionDriver],
    _ body: @escaping @Sendable (PartitionDriver) async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      var waiting = drivers[...]
      let limit = Self.parallelPartitionLimit
      for driver in waiting.prefix(limit) { group.addTask { try await body(driver) } }
      waiting = waiting.dropFirst(limit)
      while try await group.next() != nil {
        if let driver = waiting.popFirst() { group.addTask { try await body(driver) } }
      }
    }
  }
}

/// Counts the partitions that are not done.
private final class PartitionCount: Sendable {
  private let left: Mutex<Int>
  init(_ count: Int) { left = Mutex(count) }

  func countDown() -> Int {
    left.withLock { left in
      left -= 1
      return left
    }
  }
}
