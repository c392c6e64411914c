import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirLinesStore

/// Parts that stay open over several epochs.
@Suite struct RollingTests {
  static let large = JSONLinesSink<Reading>(roll: .size(1 << 20))

  /// A store with a writer, and the epochs sealed so far.
  private struct Job {
    let store: TestStore
    let writer: LinesWriter<Reading>
    let applier: any Applier
    var commits: [EpochCommit] = []
    private var next = 0

    init(_ sink: JSONLinesSink<Reading> = RollingTests.large, store: TestStore = TestStore())
      async throws
    {
      self.store = store
      applier = try await store.recovered()
      writer = try await store.writer(sink)
    }

    /// Seals an epoch with so many records, and applies it unless told otherwise.
    @discardableResult
    mutating func epoch(
      _ count: Int, isFinal: Bool = false, isApplied: Bool = true
    ) async throws -> [Segment] {
      if count > 0 { try writer.write(Reading.batch((next..<next + count).map { Reading($0) })) }
      next += count
      let epoch = CheckpointID(UInt64(commits.count + 1))
      let segments = try await writer.seal(epoch, isFinal: isFinal)
      commits.append(EpochCommit(epoch: epoch, segments: segments))
      if isApplied { try await applier.apply(commits[commits.count - 1]) }
      return segments
    }
  }

  @Test func `SEMANTICS 2.11: an open part has no published name, and its last epoch gives it one`()
    async throws
  {
    var job = try await Job()
    try await job.epoch(3)
    #expect(job.store.names == [".part-00000001-a1-s0-0.jsonl.open"])
    try await job.epoch(4)
    #expect(job.store.names == [".part-00000001-a1-s0-0.jsonl.open"])
    #expect(try job.store.lines().isEmpty)
    try await job.epoch(1, isFinal: true)
    #expect(job.store.names == ["part-00000001-00000003-a1-s0-0.jsonl"])
    #expect(try job.store.lines() == lines(0..<8))
  }

  @Test func `A segment says where in the file its bytes stand and what they are`() async throws {
    var job = try await Job()
    var segments: [Segment] = []
    for count in [3, 0, 4] { segments += try await job.epoch(count) }
    segments += try await job.epoch(0, isFinal: true)
    let bytes = try #require(
      job.store.files.disk.contents(
        "\(job.store.directory)/part-00000001-00000004-a1-s0-0.jsonl"))
    #expect(segments.map(\.recordCount) == [3, 0, 4, 0])
    var offset = 0
    for (index, segment) in segments.enumerated() {
      let end = offset + Int(segment.byteCount)
      let span = try #require(PartSpan(segment.detail))
      #expect(span.epoch == CheckpointID(UInt64(index + 1)))
      #expect(span.offset == UInt64(offset))
      #expect(span.checksum == CRC32C.checksum(Array(bytes[..<end])))
      #expect(segment.checksum == CRC32C.checksum(Array(bytes[offset..<end])))
      #expect(span.isLast == (index == 3))
      offset = end
    }
    #expect(offset == bytes.count)
  }

  @Test func `An epoch without records lists the open part anew and touches no file`()
    async throws
  {
    var job = try await Job()
    let first = try await job.epoch(3)
    let before = job.store.files.changes
    let second = try await job.epoch(0)
    #expect(job.store.files.changes == before)
    #expect(second.count == 1)
    #expect(second != first)
  }

  @Test func `Recovery cuts an open part where the manifest says and publishes it`() async throws {
    var job = try await Job()
    try await job.epoch(3)
    try await job.epoch(4)
    try await job.epoch(5)
    try job.writer.write(Reading.batch([Reading(99)]))
    try await job.writer.flush()
    job.store.files.disk.killProcess()
    let applier = try await job.store.recovered([job.commits[1]], attempt: 2)
    #expect(job.store.names == ["part-00000001-00000002-a1-s0-0.jsonl"])
    #expect(try job.store.lines() == lines(0..<7))
    #expect(try await applier.committedEpoch() == CheckpointID(2))
    job.store.files.crash()
    #expect(try job.store.lines() == lines(0..<7))
    _ = try await job.store.recovered([job.commits[1]], attempt: 3)
    #expect(try job.store.lines() == lines(0..<7))
  }

  @Test func `A part that only aborted checkpoints have sealed is committed with a later one`()
    async throws
  {
    let store = TestStore()
    let writer = try await store.writer(Self.large)
    _ = try await store.recovered()
    try writer.write(Reading.batch([Reading(0)]))
    let aborted = try await writer.seal(CheckpointID(4))
    try writer.write(Reading.batch([Reading(1)]))
    let last = try await writer.seal(CheckpointID(6))
    let commit = EpochCommit(epoch: CheckpointID(6), segments: aborted + last)
    #expect(try store.reader(at: 6, [commit]).lines() == lines(0..<2))
    _ = try await store.recovered([commit], attempt: 2)
    #expect(store.names == ["part-00000004-00000006-a1-s0-0.jsonl"])
    #expect(try store.lines() == lines(0..<2))
  }

  @Test func `An open part that no manifest lists is removed`() async throws {
    var job = try await Job()
    try await job.epoch(3, isApplied: false)
    _ = try await job.store.recovered([], attempt: 2)
    #expect(job.store.names.isEmpty)
  }

  @Test func `Every damage of an open part is refused at recovery, bytes behind it are not`()
    async throws
  {
    var job = try await Job()
    try await job.epoch(2)
    let commit = job.commits[0]
    let path = "\(job.store.directory)/.part-00000001-a1-s0-0.jsonl.open"
    let right = try #require(job.store.files.disk.contents(path))
    var damaged = right.indices.map { Array(right[..<$0]) }
    damaged += right.indices.flatMap { index in
      (0..<8).map { bit in
        var bytes = right
        bytes[index] ^= 1 << bit
        return bytes + (bit % 2 == 0 ? [] : Array("more".utf8))
      }
    }
    for bytes in damaged {
      try job.store.files.disk.place(bytes, at: path)
      let error = await failure { _ = try await job.store.recovered([commit], attempt: 2) }
      #expect(error?.code == .unusableCheckpoint)
    }
    try job.store.files.disk.place(right + Array("more".utf8), at: path)
    _ = try await job.store.recovered([commit], attempt: 2)
    #expect(try job.store.lines() == lines(0..<2))
  }

  @Test func `A part rolls at its size, in the middle of an epoch, and by its age`() async throws {
    let store = TestStore()
    var job = try await Job(
      JSONLinesSink(roll: [.size(100), .age(.minutes(10))]), store: store)
    try await job.epoch(2)
    store.clock.advance(by: .minutes(9))
    try await job.epoch(0)
    #expect(try store.lines().isEmpty)
    store.clock.advance(by: .minutes(1))
    try await job.epoch(0)
    #expect(store.names == ["part-00000001-00000003-a1-s0-0.jsonl"])

    try await job.epoch(1)
    try await job.epoch(300)
    #expect(
      store.names == [
        "part-00000001-00000003-a1-s0-0.jsonl", "part-00000004-00000005-a1-s0-1.jsonl",
        "part-00000005-a1-s0-2.jsonl",
      ])
    try await job.epoch(1, isFinal: true)
    #expect(try store.lines() == lines(0..<304))
    #expect(store.names.allSatisfy { !$0.hasPrefix(".") })
  }

  @Test func `Buckets beyond the limit are closed, those within stay open`() async throws {
    let store = TestStore()
    let applier = try await store.recovered()
    let sink = JSONLinesSink<Reading>(
      buckets: .key(\.key), roll: .size(1 << 20), openBucketLimit: 2)
    let writer = try await store.writer(sink)
    for (index, key) in ["a", "b", "c"].enumerated() {
      try writer.write(Reading.batch([Reading(index, key: key)]))
      if writer.needsFlush { try await writer.flush() }
      let epoch = CheckpointID(UInt64(index + 1))
      let segments = try await writer.seal(epoch)
      try await applier.apply(EpochCommit(epoch: epoch, segments: segments))
    }
    #expect(
      store.names == [
        "p_a/part-00000001-00000003-a1-s0-0.jsonl", "p_b/.part-00000002-a1-s0-1.jsonl.open",
        "p_c/.part-00000003-a1-s0-2.jsonl.open",
      ])
  }

  @Test func `A newer attempt fences a writer whose part it has published`() async throws {
    var job = try await Job()
    try await job.epoch(1)
    _ = try await job.store.recovered(job.commits, attempt: 2)
    try job.writer.write(Reading.batch([Reading(7)]))
    #expect(await failure { try await job.writer.flush() }?.code == .directoryOwned)
    #expect(try job.store.lines() == lines(0..<1))
  }

  @Test(arguments: [
    "", "open 1 0", "open 1 0 00000000 ", "last 01 0 00000000", "shut 1 0 00000000",
    "open 1 -1 00000000", "open 1 0 0000000G", "open 1 0 0", "open 1 18446744073709551615 00000000",
    "open 0 0 00000000",
  ])
  func `A segment of an open part with another detail is refused`(detail: String) async throws {
    let store = TestStore()
    let applier = try await store.recovered()
    let segment = Segment(
      name: ".part-00000001-a1-s0-0.jsonl.open", byteCount: 5, checksum: 0, recordCount: 1,
      detail: detail)
    let commit = EpochCommit(epoch: CheckpointID(1), segments: [segment])
    #expect(await failure { try await applier.apply(commit) }?.code == .unusableCheckpoint)
  }
}
