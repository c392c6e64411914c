import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirCheckpoints

@Suite struct RetentionTests {
  static func names(_ store: CheckpointStore) async throws -> [String] {
    try await store.list().map(\.id.description)
  }

  @Test(
    "The newest K complete checkpoints stay, and with them what is newer", arguments: [1, 2, 3])
  func keepsTheNewest(count: Int) async throws {
    let store = store(MemoryFileSystem())
    for number in UInt64(1)...5 { try await complete(number, in: store) }
    try await store.prepare(chk(6))
    try await store.retire(keeping: count)
    let kept = (1...5).suffix(count).map { "chk-\($0)" } + ["chk-6"]
    #expect(try await Self.names(store) == kept)
    for summary in try await store.list() where summary.manifest != nil {
      #expect(try await store.verify(summary.id) == [])
    }
  }

  @Test("A checkpoint that is removed after it was listed is no damage; one that stays damaged is")
  func removedMeanwhile() async throws {
    let disk = MemoryFileSystem()
    let store = store(disk)
    for number in UInt64(1)...3 { try await complete(number, in: store) }
    try disk.removeFile(jobPaths.state(counter, in: chk(3)))
    let listed = try await store.list()
    try await store.retire(keeping: 2)
    let verdicts = try await store.verify(listed)
    #expect(verdicts.map(\.checkpoint) == [chk(2), chk(3)])
    #expect(verdicts.map(\.problems.count) == [0, 1])
  }

  @Test("Asked to keep none, it keeps the newest")
  func neverRemovesTheLast() async throws {
    let store = store(MemoryFileSystem())
    try await complete(1, in: store)
    try await complete(2, in: store)
    try await store.retire(keeping: 0)
    #expect(try await Self.names(store) == ["chk-2"])
    try await store.retire(keeping: -5)
    #expect(try await Self.names(store) == ["chk-2"])
  }

  @Test("What an aborted checkpoint left goes when a later one is complete")
  func abortedOnesGo() async throws {
    let disk = MemoryFileSystem()
    let store = store(disk)
    try await complete(1, in: store)
    try await store.prepare(chk(2))
    _ = try await store.writeState(chk(2), counter, sections: sections(2))
    try await store.retire(keeping: 3)
    #expect(try await Self.names(store) == ["chk-1", "chk-2"])
    try await complete(3, in: store)
    try await store.retire(keeping: 3)
    #expect(try await Self.names(store) == ["chk-1", "chk-3"])
  }

  @Test("A damaged checkpoint and files that are not ours stay")
  func foreignFilesStay() async throws {
    let disk = MemoryFileSystem()
    let store = store(disk)
    for number in UInt64(1)...4 { try await complete(number, in: store) }
    try disk.place([1], at: jobPaths.manifest(chk(1)))
    try disk.place([2], at: jobPaths.checkpoint(chk(2)) + "/notes.txt")
    try disk.place([3], at: jobPaths.shared + "/base")
    try await store.retire(keeping: 1)
    try await store.removeIncomplete()
    #expect(disk.contents(jobPaths.manifest(chk(1))) == [1])
    #expect(disk.contents(jobPaths.state(counter, in: chk(1))) != nil)
    #expect(disk.contents(jobPaths.checkpoint(chk(2)) + "/notes.txt") == [2])
    #expect(disk.contents(jobPaths.state(counter, in: chk(2))) == nil)
    #expect(disk.contents(jobPaths.shared + "/base") == [3])
  }

  @Test("Recovery removes everything that was never completed, and nothing else")
  func removesIncomplete() async throws {
    let disk = MemoryFileSystem()
    let store = store(disk)
    try await store.removeIncomplete()
    try await complete(1, in: store)
    let intact = try await store.load(chk(1))
    try await store.prepare(chk(2))
    _ = try await store.writeState(chk(2), counter, sections: sections(2))
    try disk.place([1], at: jobPaths.manifest(chk(2)) + ".tmp")
    try await store.prepare(chk(3))
    try await store.removeIncomplete()
    #expect(try await Self.names(store) == ["chk-1"])
    #expect(try await store.load(chk(1)) == intact)
  }

  @Test("T3 a checkpoint's manifest is durably gone before any of its members goes")
  func orderOfARemoval() async throws {
    let disk = FaultyFileSystem()
    let store = store(disk)
    for number in UInt64(1)...2 { try await complete(number, in: store) }
    disk.forgetCalls()
    try await store.retire(keeping: 1)
    let directory = jobPaths.checkpoint(chk(1))
    #expect(
      disk.changes == [
        "removeFile \(jobPaths.manifest(chk(1)))", "syncDirectory \(directory)",
        "removeFile \(jobPaths.state(counter, in: chk(1)))", "removeDirectory \(directory)",
        "syncDirectory \(jobPaths.checkpoints)",
      ])
  }

  @Test("T3 a power cut in a removal leaves every remaining checkpoint whole or incomplete")
  func powerCutInRemoval() async throws {
    for operation in 1..<60 {
      for seed in UInt64(0)..<4 {
        let disk = FaultyFileSystem()
        let store = store(disk)
        for number in UInt64(1)...4 { try await complete(number, in: store) }
        disk.add(FaultRule(.crash, first: operation))
        do { try await store.retire(keeping: 1) } catch is WeirError {}
        disk.crash(seed: seed)
        disk.repair()
        for summary in try await store.list() {
          if case .damaged(let error) = summary.status { Issue.record("\(error)") }
          if summary.manifest != nil { #expect(try await store.verify(summary.id) == []) }
        }
        _ = try await store.load(chk(4))
        try await store.retire(keeping: 1)
        #expect(try await Self.names(store) == ["chk-4"])
      }
    }
  }

  @Test("A restore behind later checkpoints removes them, the newest first, so order is kept")
  func discards() async throws {
    for operation in 1..<40 {
      let disk = FaultyFileSystem()
      let store = store(disk)
      for number in UInt64(1)...4 { try await complete(number, in: store) }
      disk.add(FaultRule(.crash, first: operation))
      do { try await store.discard([chk(3), chk(4)]) } catch is WeirError {}
      disk.crash()
      disk.repair()
      let whole = try await store.list().filter { $0.manifest != nil }.map(\.id.number)
      #expect(
        [[1, 2, 3, 4], [1, 2, 3], [1, 2]].contains(whole), "operation \(operation): \(whole)")
    }
  }

  @Test(
    "Cleanup failpoints stand before and between deletions",
    arguments: [
      Failpoint.cleanupBeforeDelete, .cleanupMidDelete,
    ])
  func failpoints(point: Failpoint) async throws {
    let disk = MemoryFileSystem()
    for number in UInt64(1)...3 { try await complete(number, in: store(disk)) }
    let armed = store(disk, failpoints: CountingFailpoints(point, turn: 2))
    await #expect { try await armed.retire(keeping: 1) } throws: {
      ($0 as? WeirError)?.code == .failpoint
    }
    _ = try await armed.load(chk(3))
    try await armed.retire(keeping: 1)
    #expect(try await Self.names(armed) == ["chk-3"])
  }
}
