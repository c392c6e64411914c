import Glibc
import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirLinesStore

@Suite struct LinesWriterTests {
  @Test func `SEMANTICS 2.9: an empty epoch writes no file and no directory`() async throws {
    let store = TestStore()
    let writer = try await store.writer()
    try await writer.flush()
    #expect(try await writer.seal(CheckpointID(1)).isEmpty)
    try writer.write(Reading.batch([]))
    #expect(try await writer.seal(CheckpointID(2)).isEmpty)
    #expect(store.files.disk.allFiles.isEmpty)
    #expect(try store.files.disk.list("/").isEmpty)
  }

  @Test func `SEMANTICS 2.9: an empty epoch between others adds nothing`() async throws {
    let store = TestStore()
    let applier = try await store.recovered()
    let writer = try await store.writer()
    try writer.write(Reading.batch([Reading(0)]))
    let first = try await writer.seal(CheckpointID(1))
    try await applier.apply(EpochCommit(epoch: CheckpointID(1), segments: first))
    let before = store.files.changes
    let second = try await writer.seal(CheckpointID(2))
    try await applier.apply(EpochCommit(epoch: CheckpointID(2), segments: second))
    #expect(second.isEmpty)
    #expect(store.files.changes == before)
  }

  @Test func `SEMANTICS 2.1: what seal returns survives a power cut`() async throws {
    let store = TestStore()
    let commit = try await store.sealed(0..<1000, epoch: 1)
    store.files.crash()
    _ = try await store.recovered([commit], attempt: 2)
    #expect(try store.lines() == lines(0..<1000))
  }

  @Test func `SEMANTICS 2.11: a part is in progress, then pending, then finished`() async throws {
    let store = TestStore()
    let applier = try await store.recovered()
    let writer = try await store.writer()
    try writer.write(Reading.batch([Reading(0)]))
    try await writer.flush()
    #expect(store.names == [".part-a1-s0-0.inprogress"])
    let segments = try await writer.seal(CheckpointID(17))
    #expect(store.names == [".part-00000017-a1-s0-0.jsonl.pending"])
    #expect(segments.map(\.name) == store.names)
    #expect(try store.lines().isEmpty)
    try await applier.apply(EpochCommit(epoch: CheckpointID(17), segments: segments))
    #expect(store.names == ["part-00000017-a1-s0-0.jsonl"])
    #expect(try store.lines() == lines(0..<1))
  }

  @Test func `A segment says what its file holds`() async throws {
    let store = TestStore()
    let commit = try await store.sealed(0..<300, epoch: 1)
    let segment = try #require(commit.segments.first)
    let bytes = try #require(store.files.disk.contents("\(store.directory)/\(segment.name)"))
    #expect(commit.segments.count == 1)
    #expect(segment.byteCount == Int64(bytes.count))
    #expect(segment.checksum == CRC32C.checksum(bytes))
    #expect(segment.recordCount == 300)
    #expect(
      String(decoding: bytes, as: UTF8.self) == lines(0..<300).map { $0 + "\n" }.joined())
  }

  @Test func `Bytes are synced before names, and both before seal returns`() async throws {
    let store = TestStore()
    let applier = try await store.recovered()
    store.files.forgetCalls()
    let commit = try await store.sealed(0..<1, epoch: 1)
    let directory = store.directory
    let pending = "\(directory)/.part-00000001-a1-s0-0.jsonl.pending"
    let growing = "\(directory)/.part-a1-s0-0.inprogress"
    #expect(
      store.files.changes == [
        "write \(growing)", "rename \(growing) to \(pending)", "sync \(growing)",
        "syncDirectory \(directory)",
      ])
    store.files.forgetCalls()
    try await applier.apply(commit)
    #expect(
      store.files.changes == [
        "rename \(pending) to \(directory)/part-00000001-a1-s0-0.jsonl",
        "syncDirectory \(directory)",
      ])
  }

  @Test(arguments: [FileSystemCall.Kind.sync, .syncDirectory, .write, .rename, .open])
  func `A failing disk fails the seal, and the writer for good`(kind: FileSystemCall.Kind)
    async throws
  {
    let store = TestStore()
    _ = try await store.recovered()
    let writer = try await store.writer()
    try writer.write(Reading.batch([Reading(0)]))
    store.files.add(FaultRule(.error(kind == .write ? ENOSPC : EIO), on: kind))
    let error = await failure { _ = try await writer.seal(CheckpointID(1)) }
    #expect(error?.code == .inputOutput)
    store.files.repair()
    let syncs = store.files.calls.count { $0.kind == .sync }
    let second = await failure { _ = try await writer.seal(CheckpointID(2)) }
    #expect(second?.code == .inputOutput)
    #expect(store.files.calls.count { $0.kind == .sync } == syncs, "fsync is never repeated")
    await writer.abandon()
  }

  @Test func `A part that has grown beyond the limit is followed by another`() async throws {
    let store = TestStore()
    let applier = try await store.recovered()
    let sink = JSONLinesSink<Reading>(roll: [.checkpoint, .size(2000)])
    let writer = try await store.writer(sink)
    for start in stride(from: 0, to: 1000, by: 50) {
      try writer.write(Reading.batch((start..<start + 50).map { Reading($0) }))
      if writer.needsFlush { try await writer.flush() }
    }
    let segments = try await writer.seal(CheckpointID(1))
    #expect(segments.count > 5)
    #expect(segments.dropLast().allSatisfy { $0.byteCount >= 2000 && $0.byteCount < 5000 })
    #expect(segments.map(\.recordCount).reduce(0, +) == 1000)
    try await applier.apply(EpochCommit(epoch: CheckpointID(1), segments: segments))
    #expect(try store.lines() == lines(0..<1000))
  }

  @Test func `A flush is asked for by bytes, and empties the memory`() async throws {
    let store = TestStore()
    let writer = try await store.writer()
    let reading = Reading(1, key: String(repeating: "x", count: 2000))
    for _ in 0..<5 { try writer.write(Reading.batch(Array(repeating: reading, count: 100))) }
    #expect(!writer.needsFlush)
    try writer.write(Reading.batch(Array(repeating: reading, count: 100)))
    #expect(writer.needsFlush)
    try await writer.flush()
    #expect(!writer.needsFlush)
    #expect(try await writer.seal(CheckpointID(1)).map(\.recordCount) == [600])
  }

  @Test func `No name comes twice, whatever epochs are aborted`() async throws {
    let store = TestStore()
    var names: [String] = []
    for attempt: UInt64 in 1...3 {
      for subtask in 0..<2 {
        let writer = try await store.writer(attempt: attempt, subtask: subtask)
        for epoch: UInt64 in 1...4 {
          try writer.write(Reading.batch([Reading(0)]))
          names += try await writer.seal(CheckpointID(epoch)).map(\.name)
        }
      }
    }
    #expect(names.count == 24)
    #expect(Set(names).count == 24)
    #expect(store.names.count == 24)
  }

  @Test func `Abandoning publishes nothing and closes every file`() async throws {
    let store = TestStore()
    let writer = try await store.writer()
    try writer.write(Reading.batch([Reading(0)]))
    try await writer.flush()
    await writer.abandon()
    #expect(try store.lines().isEmpty)
    #expect(store.files.calls.contains { $0.kind == .close && $0.path.hasSuffix(".inprogress") })
    let error = await failure { _ = try await writer.seal(CheckpointID(1)) }
    #expect(error != nil)
  }

  @Test func `A value without JSON text fails the write and can never be sealed around`()
    async throws
  {
    let store = TestStore()
    let writer = try await JSONLinesSink<Double>().makeWriter(store.context())
    let batch = Batch<Double>(capacity: 3)
    for value in [1.0, .nan, 3.0] { batch.append(value) }
    #expect(throws: WeirError.self) { try writer.write(batch) }
    #expect(await failure { _ = try await writer.seal(CheckpointID(1)) } != nil)
  }

  @Test func `Options that cannot work are refused before anything starts`() {
    #expect(JSONLinesSink<Reading>().problem == nil)
    #expect(JSONLinesSink<Reading>(roll: .size(0)).problem != nil)
    #expect(JSONLinesSink<Reading>(roll: [.checkpoint, .age(.zero)]).problem != nil)
    #expect(JSONLinesSink<Reading>(roll: []).problem != nil)
    #expect(JSONLinesSink<Reading>(roll: [.size(1), .age(.seconds(1))]).problem == nil)
    #expect(JSONLinesSink<Reading>(openBucketLimit: -1).problem != nil)
    #expect(JSONLinesSink<Reading>(buckets: .time(every: .zero)).problem != nil)
    #expect(JSONLinesSink<Reading>(buckets: .time(every: .hours(1))).problem == nil)
  }
}
