import Glibc
import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirLinesStore

@Suite struct LinesApplierTests {
  @Test func `SEMANTICS 2.2: committing the same epoch twice changes nothing`() async throws {
    let store = TestStore()
    let applier = try await store.recovered()
    let commit = try await store.sealed(0..<10, epoch: 1)
    try await applier.apply(commit)
    let files = store.files.disk.allFiles.map { ($0, store.files.disk.contents($0)) }
    for attempt: UInt64 in 1...3 {
      try await store.recovered([commit], attempt: attempt).apply(commit)
      #expect(try store.lines() == lines(0..<10))
      #expect(store.names == ["part-00000001-a1-s0-0.jsonl"])
    }
    let finished = files.filter { $0.0.hasSuffix(".jsonl") }
    #expect(finished.allSatisfy { store.files.disk.contents($0.0) == $0.1 })
  }

  @Test func `A repeated commit makes the names durable that an earlier one left undurable`()
    async throws
  {
    let store = TestStore()
    let applier = try await store.recovered()
    let commit = try await store.sealed(0..<10, epoch: 1)
    store.files.add(FaultRule(.error(EIO), on: .syncDirectory))
    #expect(await failure { try await applier.apply(commit) }?.code == .inputOutput)
    _ = try await store.recovered([commit], attempt: 2)
    store.files.crash()
    #expect(try store.lines() == lines(0..<10))
  }

  @Test func `SEMANTICS 2.3: what was sealed after the restored checkpoint is removed`()
    async throws
  {
    let store = TestStore()
    let sink = JSONLinesSink<Reading>(buckets: .key(\.key))
    _ = try await store.recovered()
    let first = try await store.sealed(0..<10, epoch: 1, sink) { _ in "kept" }
    _ = try await store.sealed(10..<20, epoch: 2, sink) { _ in "dropped" }
    let writer = try await store.writer(sink, subtask: 1)
    try writer.write(Reading.batch([Reading(20, key: "growing")]))
    try await writer.flush()
    #expect(store.names.count == 3)

    _ = try await store.recovered([first], attempt: 2)
    #expect(store.names == ["p_kept/part-00000001-a1-s0-0.jsonl"])
    #expect(try store.files.disk.list(store.directory).map(\.name) == ["_weir.json", "p_kept"])
  }

  @Test func `SEMANTICS 2.4: a listed part that is gone stops the recovery and is named`()
    async throws
  {
    let store = TestStore()
    _ = try await store.recovered()
    let commit = try await store.sealed(0..<10, epoch: 7)
    let name = try #require(commit.segments.first?.name)
    try store.files.disk.removeFile("\(store.directory)/\(name)")
    let error = await failure { _ = try await store.recovered([commit], attempt: 2) }
    #expect(error?.code == .unusableCheckpoint)
    #expect(error?.location.file == "\(store.directory)/\(name)")
    #expect(error?.message.contains("chk-7") == true)
    #expect(error?.message.contains("--fresh") == true)
  }

  @Test func `SEMANTICS 2.4: a store whose directory is gone is not taken for an empty one`()
    async throws
  {
    let store = TestStore()
    let commit = try await TestStore().sealed(0..<1, epoch: 3)
    let error = await failure { _ = try await store.recovered([commit], attempt: 2) }
    #expect(error?.code == .unusableCheckpoint)
    #expect(store.files.disk.allFiles.isEmpty)
  }

  @Test func `Every damage of a pending part is refused at recovery`() async throws {
    let store = TestStore()
    _ = try await store.recovered()
    let commit = try await store.sealed(0..<2, epoch: 1)
    let path = "\(store.directory)/\(try #require(commit.segments.first?.name))"
    let right = try #require(store.files.disk.contents(path))
    var damaged = right.indices.flatMap { index in
      (0..<8).map { bit in
        var bytes = right
        bytes[index] ^= 1 << bit
        return bytes
      }
    }
    damaged += right.indices.map { Array(right[..<$0]) }
    damaged.append(right + [0x0A])
    for bytes in damaged {
      try store.files.disk.place(bytes, at: path)
      let error = await failure { _ = try await store.recovered([commit], attempt: 2) }
      #expect(error?.code == .unusableCheckpoint)
    }
    try store.files.disk.place(right, at: path)
    _ = try await store.recovered([commit], attempt: 2)
    #expect(try store.lines() == lines(0..<2))
  }

  @Test func `A finished name is never replaced`() async throws {
    let store = TestStore()
    let applier = try await store.recovered()
    let commit = try await store.sealed(0..<2, epoch: 1)
    let finished = "\(store.directory)/part-00000001-a1-s0-0.jsonl"
    let foreign = Array("somebody else's\n".utf8)
    try store.files.disk.place(foreign, at: finished)
    #expect(await failure { try await applier.apply(commit) }?.code == .unusableCheckpoint)
    #expect(
      await failure { _ = try await store.recovered([commit], attempt: 2) }?.code
        == .unusableCheckpoint)
    #expect(store.files.disk.contents(finished) == foreign)
    #expect(store.names.contains(".part-00000001-a1-s0-0.jsonl.pending"))
  }

  @Test func `A rename that was made of link and unlink and interrupted is finished`()
    async throws
  {
    let store = TestStore()
    _ = try await store.recovered()
    let commit = try await store.sealed(0..<2, epoch: 1)
    let pending = "\(store.directory)/\(try #require(commit.segments.first?.name))"
    let bytes = try #require(store.files.disk.contents(pending))
    try store.files.disk.place(bytes, at: "\(store.directory)/part-00000001-a1-s0-0.jsonl")
    _ = try await store.recovered([commit], attempt: 2)
    #expect(store.names == ["part-00000001-a1-s0-0.jsonl"])
    #expect(try store.lines() == lines(0..<2))
  }

  @Test(arguments: [
    "../../../etc/passwd", "/etc/passwd", "part-00000001-a1-s0-0.jsonl", "",
    "p_a/../../.part-00000001-a1-s0-0.jsonl.pending",
  ])
  func `A segment whose name is not the store's is refused`(name: String) async throws {
    let store = TestStore()
    let applier = try await store.recovered()
    let commit = EpochCommit(
      epoch: CheckpointID(1),
      segments: [Segment(name: name, byteCount: 0, checksum: 0, recordCount: 0)])
    #expect(await failure { try await applier.apply(commit) }?.code == .unusableCheckpoint)
    #expect(
      await failure { _ = try await applier.recover([commit]) }?.code == .unusableCheckpoint)
  }

  @Test func `Segments of an aborted epoch are committed with a later one`() async throws {
    let store = TestStore()
    let applier = try await store.recovered()
    let writer = try await store.writer()
    try writer.write(Reading.batch([Reading(0)]))
    let aborted = try await writer.seal(CheckpointID(4))
    try writer.write(Reading.batch([Reading(1)]))
    let last = try await writer.seal(CheckpointID(5))
    try await applier.apply(EpochCommit(epoch: CheckpointID(5), segments: aborted + last))
    #expect(store.names == ["part-00000004-a1-s0-0.jsonl", "part-00000005-a1-s0-1.jsonl"])
    #expect(try await applier.committedEpoch() == CheckpointID(5))
  }

  @Test func `The committed epoch is the highest in a finished name`() async throws {
    let store = TestStore()
    #expect(try await store.applier().committedEpoch() == nil)
    let applier = try await store.recovered()
    #expect(try await applier.committedEpoch() == nil)
    for epoch: UInt64 in [2, 9, 10] {
      let commit = try await store.sealed(0..<1, epoch: epoch, attempt: epoch)
      if epoch == 10 { continue }
      try await store.applier(attempt: epoch).apply(commit)
    }
    #expect(try await store.applier(attempt: 10).committedEpoch() == CheckpointID(9))
  }

  @Test func `Recovery names its failpoints, in order, between the steps`() async throws {
    var store = TestStore()
    _ = try await store.recovered()
    let writer = try await store.writer(JSONLinesSink(buckets: .key(\.key)))
    try writer.write(Reading.batch((0..<3).map { Reading($0, key: "k\($0)") }))
    let commit = EpochCommit(
      epoch: CheckpointID(1), segments: try await writer.seal(CheckpointID(1)))
    let points = ArmedFailpoints([])
    store.failpoints = points
    try await store.recovered([commit], attempt: 2).apply(commit)
    #expect(
      points.hits == [
        .recoverMidRecommit: 2, .recoverBeforeCleanup: 1, .sinkBeforeCommit: 1,
        .sinkBetweenPartitions: 2, .sinkAfterCommit: 1,
      ])
  }
}
