import Synchronization
import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirLinesStore

/// What a reader beside a job learns of it.
private final class RunningJob: Sendable {
  private let state = Mutex((commits: [EpochCommit](), isOver: false))

  /// What the kept manifests list.
  var commits: [EpochCommit] { state.withLock { $0.commits } }
  var isOver: Bool { state.withLock { $0.isOver } }

  func complete(_ commit: EpochCommit) {
    state.withLock { $0.commits = $0.commits.suffix(2) + [commit] }
  }

  func end() { state.withLock { $0.isOver = true } }
}

/// Reading at an epoch.
@Suite struct CutTests {
  @Test func `Each epoch reads as it was, from sealed to published`() async throws {
    for sink in [JSONLinesSink<Reading>(), RollingTests.large] {
      let store = TestStore()
      let applier = try await store.recovered()
      let writer = try await store.writer(sink)
      var commits: [EpochCommit] = []
      func check(_ state: String) throws {
        for commit in commits {
          let cut = try store.reader(
            at: commit.epoch.number, commits.filter { $0.epoch <= commit.epoch })
          let count = 5 * Int(commit.epoch.number)
          #expect(try cut.lines() == lines(0..<count), "\(commit.epoch) \(state)")
        }
      }
      for epoch in 1...4 {
        try writer.write(Reading.batch((epoch * 5 - 5..<epoch * 5).map { Reading($0) }))
        let id = CheckpointID(UInt64(epoch))
        commits.append(
          EpochCommit(epoch: id, segments: try await writer.seal(id, isFinal: epoch == 4)))
        try writer.write(Reading.batch([]))
        try check("with \(epoch) sealed")
      }
      for commit in commits {
        try await applier.apply(commit)
        try check("with \(commit.epoch) applied")
      }
    }
  }

  @Test func `What was written after the seal is not seen`() async throws {
    let store = TestStore()
    let writer = try await store.writer(RollingTests.large)
    try writer.write(Reading.batch([Reading(0)]))
    let commit = EpochCommit(
      epoch: CheckpointID(1), segments: try await writer.seal(CheckpointID(1)))
    try writer.write(Reading.batch([Reading(1)]))
    try await writer.flush()
    #expect(try store.reader(at: 1, [commit]).lines() == lines(0..<1))
    let next = EpochCommit(
      epoch: CheckpointID(2), segments: try await writer.seal(CheckpointID(2)))
    #expect(try store.reader(at: 1, [commit, next]).lines() == lines(0..<1))
    #expect(try store.reader(at: 2, [commit, next]).lines() == lines(0..<2))
  }

  @Test func `Committed output that was changed before it was published is not read`()
    async throws
  {
    for sink in [JSONLinesSink<Reading>(), RollingTests.large] {
      let store = TestStore()
      let writer = try await store.writer(sink)
      try writer.write(Reading.batch([Reading(0)]))
      let commit = EpochCommit(
        epoch: CheckpointID(1), segments: try await writer.seal(CheckpointID(1)))
      let reader = try store.reader(at: 1, [commit])
      #expect(try reader.lines() == lines(0..<1))
      let part = try #require(reader.parts.first)
      let file = try store.files.disk.open(part.path, .update)
      try [UInt8(ascii: "!")].withUnsafeBytes { try file.write($0, at: 2) }
      file.close()
      let error = #expect(throws: WeirError.self) { try reader.lines() }
      #expect(error?.code == .unusableCheckpoint)
      #expect(error?.location.file == part.path)
    }
  }

  @Test func `A part that is renamed between listing and opening is found under its new name`()
    async throws
  {
    for sink in [JSONLinesSink<Reading>(), RollingTests.large] {
      let store = TestStore()
      let applier = try await store.recovered()
      let writer = try await store.writer(sink)
      try writer.write(Reading.batch((0..<5).map { Reading($0) }))
      let commit = EpochCommit(
        epoch: CheckpointID(1), segments: try await writer.seal(CheckpointID(1)))
      let reader = try store.reader(at: 1, [commit])
      #expect(reader.parts.map(\.isPublished) == [false])
      try writer.write(Reading.batch((5..<9).map { Reading($0) }))
      let next = EpochCommit(
        epoch: CheckpointID(2),
        segments: try await writer.seal(CheckpointID(2), isFinal: true))
      for one in [commit, next] { try await applier.apply(one) }
      #expect(try store.lines() == lines(0..<9))
      #expect(try reader.lines() == lines(0..<5))
    }
  }

  @Test func `A cut that cannot be read any more says so`() async throws {
    let store = TestStore()
    let applier = try await store.recovered()
    let writer = try await store.writer(RollingTests.large)
    var commits: [EpochCommit] = []
    for epoch: UInt64 in 1...2 {
      try writer.write(Reading.batch([Reading(Int(epoch))]))
      let id = CheckpointID(epoch)
      commits.append(
        EpochCommit(epoch: id, segments: try await writer.seal(id, isFinal: epoch == 2)))
      try await applier.apply(commits[commits.count - 1])
    }
    #expect(throws: SnapshotExpired.self) { try store.reader(at: 1, []) }
    let staged = EpochCommit(
      epoch: CheckpointID(3),
      segments: [
        Segment(
          name: ".part-00000003-a9-s0-0.jsonl.pending", byteCount: 1, checksum: 0, recordCount: 1)
      ])
    let reader = try store.reader(at: 3, commits + [staged])
    #expect(throws: SnapshotExpired.self) { try reader.lines() }
  }

  @Test func `A sink that has written nothing reads as nothing, and one that is lost does not`()
    async throws
  {
    let store = TestStore()
    #expect(try store.reader(at: 7, []).lines().isEmpty)
    let commit = try await TestStore().sealed(0..<1, epoch: 7)
    #expect(throws: SnapshotExpired.self) { try store.reader(at: 7, [commit]) }
  }

  @Test func `A staged part that is shorter than listed is damaged, not shorter`() async throws {
    let store = TestStore()
    let commit = try await store.sealed(0..<3, epoch: 1)
    let path = "\(store.directory)/\(try #require(commit.segments.first?.name))"
    let bytes = try #require(store.files.disk.contents(path))
    try store.files.disk.place(Array(bytes.dropLast(lines(2..<3)[0].utf8.count + 1)), at: path)
    let reader = try store.reader(at: 1, [commit])
    let error = #expect(throws: WeirError.self) { try reader.lines() }
    #expect(error?.code == .unusableCheckpoint)
  }

  @Test func `Readers beside a running job see every epoch exactly`() async throws {
    for sink in [JSONLinesSink<Reading>(), JSONLinesSink(roll: .size(900), compression: .gzip)] {
      let store = TestStore()
      let applier = try await store.recovered()
      let writer = try await store.writer(sink)
      let job = RunningJob()
      let cutCount = try await withThrowingTaskGroup(of: Int.self) { group in
        group.addTask {
          var count = 0
          var newest: UInt64 = 0
          while count == 0 || !job.isOver {
            let commits = job.commits
            guard let last = commits.last else {
              await Task.yield()
              continue
            }
            #expect(last.epoch.number >= newest)
            newest = last.epoch.number
            let cut = try store.reader(at: newest, commits)
            #expect(try cut.lines() == lines(0..<Int(newest) * 7))
            count += 1
            await Task.yield()
          }
          return count
        }
        for epoch in 1...150 {
          try writer.write(Reading.batch((epoch * 7 - 7..<epoch * 7).map { Reading($0) }))
          if epoch % 2 == 0 { try await writer.flush() }
          let id = CheckpointID(UInt64(epoch))
          let commit = EpochCommit(epoch: id, segments: try await writer.seal(id))
          job.complete(commit)
          await Task.yield()
          try await applier.apply(commit)
        }
        job.end()
        return try await group.reduce(0, +)
      }
      #expect(cutCount > 0)
    }
  }

  @Test func `Records come back as they were written`() async throws {
    let store = TestStore()
    let readings = (0..<20).map { Reading($0, key: "k\"\($0)\n") }
    let writer = try await store.writer()
    try writer.write(Reading.batch(readings))
    let commit = EpochCommit(
      epoch: CheckpointID(1), segments: try await writer.seal(CheckpointID(1)))
    let reader = try store.reader(at: 1, [commit])
    #expect(try reader.records(of: Reading.self) == readings)
    #expect(try reader.records(of: Reading.self, limit: 3) == Array(readings.prefix(3)))
    let error = #expect(throws: WeirError.self) { try reader.records(of: String.self) }
    #expect(error?.location.line == 1)
    #expect(error?.location.file == reader.parts.first?.path)
  }
}
