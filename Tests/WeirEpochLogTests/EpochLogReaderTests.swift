import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirEpochLog

@Suite struct EpochLogReaderTests {
  private let log = TestLog()

  private static let changes = [
    [TestChange(.put, "a", "1"), TestChange(.put, "", ""), TestChange(.remove, "b")],
    [TestChange(.put, "\u{0}", "caf\u{e9}"), TestChange(.put, "a", "2")],
  ]

  /// Every change of the epoch, by partition; what was read before an error counts.
  private func read(_ commit: EpochCommit) -> (changes: [[TestChange]], error: (any Error)?) {
    var all: [[TestChange]] = [[], []]
    do {
      for partition in 0..<2 {
        let pages = log.reader.pages(of: partition, in: [commit], pageSize: 2)
        while let page = try pages.next() {
          page.forEachChange { all[partition].append(TestChange($0)) }
        }
      }
      return (all, nil)
    } catch {
      return (all, error)
    }
  }

  private func file(_ commit: EpochCommit) throws -> (path: String, bytes: [UInt8]) {
    let path = "\(TestLog.directory)/\(commit.segments[0].name)"
    return (path, try #require(log.files.disk.contents(path)))
  }

  @Test func `What was written is read, by partition and in order`() async throws {
    let commit = try await log.sealed(Self.changes, epoch: 1)
    #expect(read(commit).changes == Self.changes)
    #expect(read(commit).error == nil)
  }

  @Test func `The format of version 1 stays readable`() throws {
    let bytes = Self.fixture.split(separator: "\n").flatMap { line in
      stride(from: 0, to: line.count, by: 2).map { place in
        UInt8(line.dropFirst(place).prefix(2), radix: 16) ?? 0
      }
    }
    let name = "log-00000001-a1-s0-0.log"
    try log.files.disk.place(bytes, at: "\(TestLog.directory)/\(name)")
    let commit = EpochCommit(
      epoch: CheckpointID(1),
      segments: [
        Segment(
          name: name, byteCount: 50, checksum: Self.fixtureChecksums[0], recordCount: 3,
          partition: 0),
        Segment(
          name: name, byteCount: 46, checksum: Self.fixtureChecksums[1], recordCount: 2,
          partition: 1),
      ])
    #expect(read(commit).changes == Self.changes)
    try log.reader.verify(commit.segments)
  }

  @Test func `Today's writer writes the bytes of version 1`() async throws {
    let commit = try await log.sealed(Self.changes, epoch: 1)
    let expected = Self.fixture.split(separator: "\n").joined()
    #expect(Hexadecimal.text(try file(commit).bytes) == expected)
    #expect(commit.segments.map(\.checksum) == Self.fixtureChecksums)
  }

  @Test func `Any flipped bit and any cut is refused by file and reason, and gives no wrong change`()
    async throws
  {
    let commit = try await log.sealed(Self.changes, epoch: 1)
    let (path, bytes) = try file(commit)
    var damaged: [[UInt8]] = (0..<bytes.count).map { Array(bytes[..<$0]) }
    for place in bytes.indices {
      for bit in 0..<8 {
        var copy = bytes
        copy[place] ^= 1 << UInt8(bit)
        damaged.append(copy)
      }
    }
    for (number, copy) in damaged.enumerated() {
      try log.files.disk.place(copy, at: path)
      let error = #expect(throws: WeirError.self) { try log.reader.verify(commit.segments) }
      #expect(error?.code == .unusableCheckpoint && error?.location.file == path, "\(number)")
      let result = read(commit)
      #expect((result.error as? WeirError)?.code == .unusableCheckpoint, "\(number)")
      for partition in 0..<2 {
        #expect(Self.changes[partition].starts(with: result.changes[partition]), "\(number)")
      }
    }
    try log.files.disk.place(bytes + [0], at: path)
    #expect(throws: WeirError.self) { try log.reader.verify(commit.segments) }
  }

  @Test func `Lengths that lie under a right checksum are refused with their place`() throws {
    let honest: [UInt8] = [1, 1, 0, 0, 0, 1, 0, 0, 0, 0x61, 0x62]
    var lies: [(changes: [UInt8], count: UInt32)] = [
      (honest + [0], 1), (honest + [UInt8](repeating: 0, count: 8), 2), (honest, 0), (honest, 2),
      (honest, .max), ([], 0),
    ]
    for place in 0..<9 {
      for value: UInt8 in [0, 3, 9, 127, 255] where value != honest[place] {
        // 3 is a kind of change, too.
        if place == 0, value == 3 { continue }
        // A shorter key before a longer payload is no lie.
        var copy = honest
        copy[place] = value
        lies.append((copy, 1))
      }
    }
    for (number, lie) in lies.enumerated() {
      var log = TestLog()
      log.store = MemoryStore(partitionCount: 1)
      let (path, segment) = try place(lie.changes, count: lie.count, in: log)
      let commit = EpochCommit(epoch: CheckpointID(1), segments: [segment])
      let error = #expect(throws: WeirError.self, "lie \(number)") {
        let pages = log.reader.pages(of: 0, in: [commit], pageSize: 9)
        while try pages.next() != nil {}
      }
      #expect(error?.code == .unusableCheckpoint && error?.location.file == path)
      #expect(error?.location.byteOffset != nil)
    }
    let (_, segment) = try place(honest, count: 1, in: log)
    let commit = EpochCommit(epoch: CheckpointID(1), segments: [segment])
    #expect(read(commit).changes[0] == [TestChange(.put, "a", "b")])
  }

  /// Puts a file with one chunk there whose checksums hold whatever it says.
  private func place(
    _ changes: [UInt8], count: UInt32, in log: TestLog
  ) throws -> (path: String, segment: Segment) {
    let identity = LogWriterFile(attempt: Attempt(1), subtask: 0, number: 0)
    let name = LogFileName.sealed(identity, CheckpointID(1)).text
    let file = try LogHeader(jobID: log.jobID, sink: log.sink, file: identity).encoded()
    let header = ByteBuffer()
    header.append(LogChunk.magic)
    header.append(0 as UInt32)
    header.append(count)
    header.append(UInt32(changes.count))
    header.append(
      header.withUnsafeBytes { header in
        changes.withUnsafeBytes { LogChunk.checksum(header: header, changes: $0) }
      })
    header.withUnsafeBytes { file.append(bytes: $0) }
    changes.withUnsafeBytes { file.append(bytes: $0) }
    let path = "\(TestLog.directory)/\(name)"
    try log.files.disk.place(file.bytes(), at: path)
    return (
      path,
      Segment(
        name: name, byteCount: Int64(20 + changes.count),
        checksum: header.withUnsafeBytes { CRC32C.checksum($0) }, recordCount: Int64(count))
    )
  }

  @Test func `A file of another job, sink or writer is refused`() async throws {
    let commit = try await log.sealed(Self.changes, epoch: 1)
    let (path, bytes) = try file(commit)
    for (jobID, sink, subtask) in [("other", "rows", 0), ("", "x", 0), ("", "rows", 1)] {
      var other = TestLog()
      if !jobID.isEmpty { other.jobID = jobID }
      other.sink = sink
      let foreign = try await other.sealed(Self.changes, epoch: 1, subtask: subtask)
      let name = "\(TestLog.directory)/\(foreign.segments[0].name)"
      try log.files.disk.place(try #require(other.files.disk.contents(name)), at: path)
      let error = #expect(throws: WeirError.self) { try log.reader.verify(commit.segments) }
      #expect(error?.code == .unusableCheckpoint)
    }
    var newer = bytes
    newer[8] = 2
    try log.files.disk.place(newer, at: path)
    let error = #expect(throws: WeirError.self) { try log.reader.verify(commit.segments) }
    #expect(error?.message.contains("version 2") == true)
  }

  @Test(arguments: [
    "../../stores/x.log", "/etc/passwd", "", ".log-a1-s0-0.inprogress", "log-00000001-a1-s0-0.log/",
  ])
  func `A name that no writer makes leads nowhere`(_ name: String) {
    let segment = Segment(name: name, byteCount: 1, checksum: 0, recordCount: 1)
    let error = #expect(throws: WeirError.self) { try log.reader.verify([segment]) }
    #expect(error?.code == .unusableCheckpoint)
    #expect(log.files.calls.isEmpty)
  }

  @Test func `For a reader of the past a file that retention has removed is an expired snapshot`()
    async throws
  {
    let commit = try await log.sealed(Self.changes, epoch: 1)
    let reader = EpochLogReader(
      directory: TestLog.directory, jobID: log.jobID, sink: OperatorID(log.sink),
      fileSystem: log.files, absence: .expiry)
    try reader.verify(commit.segments)
    try log.files.disk.removeFile(file(commit).path)
    #expect(throws: SnapshotExpired.self) { try reader.verify(commit.segments) }
    #expect(throws: SnapshotExpired.self) {
      try reader.replay(partition: 0, in: [commit], into: CollectingTarget())
    }
  }

  @Test func `Replaying epochs into an overlay gives what the applier gives`() async throws {
    let commits = [
      try await log.sealed([[TestChange(.put, "a", "1"), TestChange(.put, "b", "1")]], epoch: 1),
      try await log.sealed(
        [[TestChange(.put, "a", "2"), .poison("a"), TestChange(.remove, "b")]], epoch: 2,
        previous: [0: CheckpointID(1)], subtask: 1),
    ]
    let target = CollectingTarget()
    var begun: [CheckpointID] = []
    try log.reader.replay(partition: 0, in: commits.reversed(), into: target) { begun.append($0) }
    let applier = try await log.recovered(commits)
    for commit in commits { try await applier.apply(commit) }
    #expect(target.rows == log.store.contents[0].rows && target.rows.count == 1)
    #expect(target.rejected == [.poison("a")] && begun == [CheckpointID(1), CheckpointID(2)])
  }

  @Test func `Large values make pages of few changes, and memory holds a page and a chunk`()
    async throws
  {
    let value = String(repeating: "x", count: 1 << 20)
    let commit = try await log.sealed(
      [(0..<20).map { TestChange(.put, "k\($0)", value) }], epoch: 1)
    let pages = log.reader.pages(of: 0, in: [commit], pageSize: 1000)
    var counts: [Int] = []
    while let page = try pages.next() { counts.append(page.count) }
    #expect(counts.reduce(0, +) == 20 && (counts.max() ?? 0) <= 5)
  }

  @Test func `Keys that look the same but have different bytes are different keys`() async throws {
    let commit = try await log.sealed(
      [[
        TestChange(.put, "caf\u{e9}", "1"), TestChange(.put, "cafe\u{301}", "2"),
        TestChange(.put, "CAFE", "3"), TestChange(.put, "cafe", "4"), TestChange(.put, "", "5"),
        TestChange(.put, "\u{0}", "6"),
      ]], epoch: 1)
    try await log.recovered([commit]).apply(commit)
    #expect(log.store.contents[0].rows.count == 6)
  }

  private static let fixtureChecksums: [UInt32] = [1_566_618_881, 3_317_668_151]
  private static let fixture = """
    57454952454c4f470100000034000000100000003031323334353637383961626364656604000000
    726f7773010000000000000000000000000000000000000000000000ab8fb3ca43484e4b00000000
    030000001e000000eee8487701010000000100000061310100000000000000000201000000000000
    006243484e4b01000000020000001a0000002f36685001010000000500000000636166c3a9010100
    0000010000006132
    """
}
