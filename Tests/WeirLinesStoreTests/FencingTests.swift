import Testing
import WeirCore
import WeirTestKit

@testable import WeirLinesStore

@Suite struct FencingTests {
  @Test func `SEMANTICS 2.6: a newer attempt fences the writer and the applier of an older one`()
    async throws
  {
    let store = TestStore()
    let oldApplier = try await store.recovered()
    let oldWriter = try await store.writer()
    try oldWriter.write(Reading.batch([Reading(0)]))
    let staged = try await oldWriter.seal(CheckpointID(1))
    try oldWriter.write(Reading.batch([Reading(1)]))

    _ = try await store.recovered(attempt: 2)
    let sealing = await failure { _ = try await oldWriter.seal(CheckpointID(2)) }
    #expect(sealing?.code == .directoryOwned)
    let applying = await failure {
      try await oldApplier.apply(EpochCommit(epoch: CheckpointID(1), segments: staged))
    }
    #expect(applying?.code == .directoryOwned)
    #expect(try store.lines().isEmpty)
    #expect(await failure { _ = try await oldApplier.recover([]) }?.code == .directoryOwned)
  }

  @Test func `Files of a higher attempt stay`() async throws {
    let store = TestStore()
    _ = try await store.recovered()
    let writer = try await store.writer(attempt: 9)
    try writer.write(Reading.batch([Reading(0)]))
    _ = try await writer.seal(CheckpointID(1))
    try writer.write(Reading.batch([Reading(1)]))
    try await writer.flush()
    let names = store.names
    #expect(names.count == 2)
    _ = try await store.recovered(attempt: 8)
    #expect(store.names == names)
    _ = try await store.recovered(attempt: 10)
    #expect(store.names.isEmpty)
  }

  @Test func `A directory of another job is refused and stays as it is`() async throws {
    let mine = TestStore()
    let commit = try await mine.sealed(0..<1, epoch: 1)
    try await mine.recovered([commit]).apply(commit)
    var other = mine
    other.jobID = "fedcba9876543210"
    let before = mine.files.disk.allFiles
    #expect(await failure { _ = try await other.recovered() }?.code == .unusableCheckpoint)
    #expect(
      await failure { _ = try await other.applier().committedEpoch() }?.code
        == .unusableCheckpoint)
    let writer = try await other.writer()
    try writer.write(Reading.batch([Reading(0)]))
    #expect(await failure { try await writer.flush() }?.code == .unusableCheckpoint)
    #expect(mine.files.disk.allFiles == before)
  }

  @Test func `A directory that holds other files is refused and stays as it is`() async throws {
    let store = TestStore()
    let notes = "\(store.directory)/notes.txt"
    try store.files.disk.place([1, 2, 3], at: notes)
    let error = await failure { _ = try await store.recovered() }
    #expect(error?.code == .unusableCheckpoint)
    #expect(error?.message.contains("notes.txt") == true)
    #expect(store.files.disk.allFiles == [notes])
  }

  @Test func `Files that the store did not write survive its clean-up`() async throws {
    let store = TestStore()
    _ = try await store.recovered()
    let foreign = [
      "notes.txt", ".part-x.inprogress", "part-1.jsonl", ".hidden", "p_a/mine", "other/.part",
      "other/.part-a1-s0-0.inprogress", "p_a/p_b/.part-a1-s0-0.inprogress",
    ].map { "\(store.directory)/\($0)" }
    for path in foreign { try store.files.disk.place([7], at: path) }
    try store.files.disk.createDirectory("\(store.directory)/empty")
    try store.files.disk.place([7], at: "\(store.directory)/p_a/.part-a1-s0-0.inprogress")
    _ = try await store.recovered(attempt: 2)
    #expect(Set(store.names.map { "\(store.directory)/\($0)" }) == Set(foreign))
    #expect(try store.files.disk.status("\(store.directory)/empty") != nil)
  }

  @Test func `Every damage of the marker is refused`() async throws {
    let store = TestStore()
    _ = try await store.recovered()
    let path = "\(store.directory)/_weir.json"
    let right = try #require(store.files.disk.contents(path))
    for index in right.indices {
      for bit in 0..<8 {
        var bytes = right
        bytes[index] ^= 1 << bit
        try store.files.disk.place(bytes, at: path)
        let error = await failure { _ = try await store.recovered(attempt: 2) }
        #expect(error?.code == .unusableCheckpoint)
      }
      // Without its last line break it is still whole.
      guard index < right.count - 1 else { continue }
      try store.files.disk.place(Array(right[..<index]), at: path)
      #expect(
        await failure { _ = try await store.recovered(attempt: 2) }?.code == .unusableCheckpoint)
    }
    try store.files.disk.place(right, at: path)
    _ = try await store.recovered(attempt: 2)
  }
}
