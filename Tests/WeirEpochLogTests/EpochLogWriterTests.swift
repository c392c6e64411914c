import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirEpochLog

@Suite struct EpochLogWriterTests {
  private let log = TestLog()

  @Test func `One file and one fsync of it and of its directory, whatever the number of partitions`()
    async throws
  {
    var log = TestLog()
    log.store = MemoryStore(partitionCount: 16)
    try log.files.disk.createDirectory(TestLog.directory)
    let writer = log.writer()
    for partition in 0..<16 { try writer.append(TestChange(.put, "k", "v"), to: partition) }
    try await writer.flush()
    for partition in 0..<16 { try writer.append(TestChange(.put, "l", "v"), to: partition) }
    log.files.forgetCalls()
    let segments = try await writer.seal(CheckpointID(1))
    #expect(segments.map(\.partition) == Array(0..<16))
    #expect(segments.allSatisfy { $0.recordCount == 2 && $0.name == segments[0].name })
    let kinds = log.files.calls.map(\.kind)
    #expect(kinds.filter { $0 == .sync }.count == 1)
    #expect(kinds.filter { $0 == .syncDirectory }.count == 1)
    try log.reader.verify(segments)
  }

  @Test func `SEMANTICS 2.9: an epoch without changes writes nothing`() async throws {
    let writer = log.writer()
    #expect(try await writer.seal(CheckpointID(1)) == [])
    try await writer.flush()
    _ = try writer.beginChange(partition: 0, kind: .put)
    writer.cancelChange()
    #expect(try await writer.seal(CheckpointID(2)) == [])
    #expect(log.files.calls.isEmpty)
  }

  @Test func `All ways to append give the same bytes`() async throws {
    let key = Array("key".utf8)
    let payload = Array("payload".utf8)
    let writer = log.writer()
    try writer.append(TestChange(.put, "key", "payload"), to: 0)
    try key.withUnsafeBytes { key in
      try writer.append(partition: 0, kind: .put, key: key) { buffer in
        payload.withUnsafeBytes { buffer.append(bytes: $0) }
      }
    }
    let buffer = try writer.beginChange(partition: 0, kind: .put)
    key.withUnsafeBytes { buffer.append(bytes: $0) }
    writer.endKey()
    payload.withUnsafeBytes { buffer.append(bytes: $0) }
    try writer.endChange()
    let commit = EpochCommit(
      epoch: CheckpointID(1), segments: try await writer.seal(CheckpointID(1)))
    let page = try #require(try log.reader.pages(of: 0, in: [commit], pageSize: 9).next())
    var changes: [TestChange] = []
    page.forEachChange { changes.append(TestChange($0)) }
    #expect(changes == Array(repeating: TestChange(.put, "key", "payload"), count: 3))
  }

  @Test func `A change whose encoding fails leaves nothing behind`() async throws {
    let writer = log.writer()
    try writer.append(TestChange(.put, "a", "1"), to: 0)
    #expect(throws: MemoryStore.Death.self) {
      try writer.append(partition: 0, kind: .put, key: UnsafeRawBufferPointer(start: nil, count: 0))
      { buffer in
        buffer.append(7 as UInt64)
        throw MemoryStore.Death()
      }
    }
    try writer.append(TestChange(.remove, "b"), to: 0)
    #expect(throws: WeirError.self) { try writer.append(TestChange(.put, "c"), to: 2) }
    #expect(throws: WeirError.self) { try writer.append(TestChange(.put, "c"), to: -1) }
    let commit = EpochCommit(
      epoch: CheckpointID(1), segments: try await writer.seal(CheckpointID(1)))
    var changes: [TestChange] = []
    try log.reader.pages(of: 0, in: [commit], pageSize: 9).next()?
      .forEachChange { changes.append(TestChange($0)) }
    #expect(changes == [TestChange(.put, "a", "1"), TestChange(.remove, "b")])
  }

  @Test func `It asks for a flush when much is buffered, and when something waits too long`()
    async throws
  {
    let clock = ManualClock()
    clock.advance(by: .seconds(1))
    var log = TestLog()
    log.clock = clock
    let writer = log.writer()
    #expect(!writer.needsFlush)
    try writer.append(TestChange(.put, "a", "1"), to: 0)
    #expect(!writer.needsFlush)
    clock.advance(by: .milliseconds(4999))
    #expect(!writer.needsFlush)
    clock.advance(by: .milliseconds(1))
    #expect(writer.needsFlush)
    try await writer.flush()
    #expect(!writer.needsFlush)
    let large = String(repeating: "x", count: 1 << 20)
    for _ in 0..<3 { try writer.append(TestChange(.put, "a", large), to: 1) }
    #expect(!writer.needsFlush)
    try writer.append(TestChange(.put, "a", large), to: 0)
    #expect(writer.needsFlush)
  }

  @Test func `After an error of the disk nothing is sealed any more`() async throws {
    let writer = log.writer()
    try writer.append(TestChange(.put, "a", "1"), to: 0)
    log.files.add(FaultRule(.error(28), on: .write))
    #expect(await failure { try await writer.flush() }?.code == .inputOutput)
    #expect(await failure { _ = try await writer.seal(CheckpointID(1)) }?.code == .inputOutput)
  }

  @Test func `What was flushed for an aborted checkpoint can be listed with a later one`()
    async throws
  {
    let writer = log.writer()
    try writer.append(TestChange(.put, "a", "1"), to: 0)
    let aborted = try await writer.seal(CheckpointID(1))
    try writer.append(TestChange(.put, "a", "2"), to: 0)
    let segments = aborted + (try await writer.seal(CheckpointID(2)))
    #expect(segments.map(\.name) == ["log-00000001-a1-s0-0.log", "log-00000002-a1-s0-1.log"])
    log.files.crash()
    let commit = EpochCommit(epoch: CheckpointID(2), segments: segments)
    try await log.recovered([commit], attempt: 2).apply(commit)
    #expect(log.rows() == ["a": "2"])
  }

  @Test func `An abandoned writer leaves no name that a manifest could list`() async throws {
    let writer = log.writer()
    try writer.append(TestChange(.put, "a", "1"), to: 0)
    try await writer.flush()
    await writer.abandon()
    #expect(await failure { _ = try await writer.seal(CheckpointID(1)) } != nil)
    #expect(log.names == [".log-a1-s0-0.inprogress"])
  }

  @Test(arguments: [
    Failpoint.sinkBeforeStage, .sinkMidStage, .sinkAfterStage, .sinkAfterStageSync,
  ])
  func `Every named point of staging is reached`(point: Failpoint) async throws {
    var log = TestLog()
    log.failpoints = ArmedFailpoints([ArmedFailpoint(point: point, action: .throw)])
    let armed = log
    let error = await failure {
      _ = try await armed.sealed([[TestChange(.put, "a", "1")]], epoch: 1)
    }
    #expect(error?.code == .failpoint)
  }
}
