import Testing
import WeirCore
import WeirEpochLog
import WeirStorage
import WeirTestKit

@testable import WeirTableStore

/// Random changes, crashes and readers against a dictionary.
@Suite struct TableModelTests {
  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `A reader sees exactly its epoch, whatever the partitions have applied`(
    seed: UInt64
  ) async throws {
    try await withDirectory { root in
      var random = SeededGenerator(seed: seed)
      let table = TestTable<Play>(
        TableSink(
          key: \.track, \.user, partitions: 3, partitionBy: seed % 2 == 0 ? ["user"] : [],
          indexes: [["at"], ["user", "count"]]), in: root)
      _ = try await table.applier()
      var attempt: UInt64 = 1
      var partitions = table.partitions()
      for partition in partitions { try partition.open() }
      /// The rows after each epoch, by key.
      var history: [[String: Play]] = [[:]]
      var released: UInt64 = 0
      var readCount = 0
      for epoch: UInt64 in 1...25 {
        let (changes, rows) = Self.changes(from: history.last ?? [:], &random)
        history.append(rows)
        try await table.seal(changes, epoch: epoch, attempt: attempt)
        for index in partitions.indices {
          try Self.advance(partitions[index], index, table, &random)
        }
        if Int.random(in: 0..<4, using: &random) == 0 {
          for partition in partitions { partition.close() }
          attempt += 1
          partitions = table.partitions(attempt)
          for partition in partitions { try partition.open() }
        }
        if epoch > 6, Int.random(in: 0..<3, using: &random) == 0 {
          let behind = try partitions.map { try $0.storedEpoch()?.number ?? 0 }.min() ?? 0
          released = max(released, min(epoch - 4, behind))
          for partition in partitions { try partition.release(upTo: CheckpointID(released)) }
        }
        for cut in [epoch, UInt64.random(in: released...epoch, using: &random)] {
          let seen = try table.snapshot(cut).rows(of: Play.self)
          let expected = history[Int(cut)]
          #expect(Dictionary(uniqueKeysWithValues: seen.map { ($0.key, $0) }) == expected)
          #expect(try table.snapshot(cut).count() == expected.count)
          readCount += 1
        }
      }
      #expect(readCount == 50)
      if released > 0 {
        #expect(throws: SnapshotExpired.self) { try table.snapshot(released - 1) }
      }
    }
  }

  /// Applies some of the epochs that a partition lacks; sometimes it dies in the middle of one.
  private static func advance(
    _ partition: TablePartition, _ index: Int, _ table: TestTable<Play>,
    _ random: inout SeededGenerator
  ) throws {
    let log = EpochLogReader(table.context())
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      let stored = try partition.storedEpoch() ?? CheckpointID(0)
      guard
        let next = table.commits.first(where: {
          $0.epoch > stored && $0.partitions.contains(index)
        })
      else { return }
      try log.replay(
        partition: index, in: [next], pageSize: Int.random(in: 1...9, using: &random),
        into: partition, begin: { try partition.begin($0) })
      if Int.random(in: 0..<6, using: &random) == 0 {
        partition.close()
        try partition.open()
      } else {
        try partition.commit()
      }
    }
  }

  private static func changes(
    from rows: [String: Play], _ random: inout SeededGenerator
  ) -> ([TableChange<Play>], [String: Play]) {
    var rows = rows
    var changes: [TableChange<Play>] = []
    for _ in 0..<Int.random(in: 0...40, using: &random) {
      var play = Play(
        ["ann", "Ann", "bob", "caf\u{e9}", "cafe\u{301}", "a\u{0}b", ""].randomElement(
          using: &random) ?? "", Int.random(in: -3...3, using: &random),
        count: UInt64.random(in: 0...9, using: &random))
      play.ratio = Bool.random(using: &random) ? Double.random(in: -1...1, using: &random) : nil
      play.tags = Bool.random(using: &random) ? ["x", "\""] : []
      play.raw = Bytes([0, 1, UInt8.random(in: 0...255, using: &random)])
      switch Int.random(in: 0..<10, using: &random) {
      case 0, 1:
        changes.append(.remove(keyOf: play))
        rows[play.key] = nil
      case 2:
        changes.append(.remove(play.track, play.user))
        rows[play.key] = nil
      case 3:
        play.count = .max
        changes.append(.put(play))
      default:
        changes.append(.put(play))
        rows[play.key] = play
      }
    }
    return (changes, rows)
  }
}
