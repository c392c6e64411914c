import Synchronization
import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirCheckpoints

@Suite struct CheckpointReaderTests {
  /// A directory whose attempt has begun; its checkpoints carry its identity.
  struct Place {
    let disk = MemoryFileSystem()
    let store: CheckpointStore
    let identity: JobIdentity

    init() async throws {
      let environment = environment(disk)
      let record = try await AttemptRecord.begin(
        job: "counts", paths: jobPaths, environment: environment)
      store = CheckpointStore(paths: jobPaths, jobID: record.jobID, environment: environment)
      identity = JobIdentity(
        name: "counts", jobID: record.jobID, attempt: record.attemptNumber, parameters: [:],
        keyGroupCount: 128)
    }

    func reader(_ disk: (any FileSystem)? = nil) throws -> CheckpointReader {
      try CheckpointReader(paths: jobPaths, environment: environment(disk ?? self.disk))
    }

    /// Completes a checkpoint at which the store of `out` has `epochs` left to apply.
    func complete(_ number: UInt64, _ epochs: [UInt64]) async throws {
      try await store.prepare(chk(number))
      let commits = epochs.map { EpochCommit(epoch: chk($0), segments: [segment("\($0)")]) }
      let completed = CompletedCheckpoint(
        id: chk(number), isFinished: false, members: [], unapplied: [out: commits],
        heads: [out: [0: chk(number)]])
      try await store.writeManifest(
        Manifest(identity, completed, created: ProcessingTime(milliseconds: 0)))
    }
  }

  static func code(_ body: () throws -> Void) -> WeirError.Code? {
    do {
      try body()
      return nil
    } catch { return (error as? WeirError)?.code }
  }

  @Test("The newest cut has every epoch that any kept manifest lists, oldest first")
  func latest() async throws {
    let place = try await Place()
    try await place.complete(3, [1, 2, 3])
    try await place.complete(4, [3, 4])
    try await place.complete(6, [6])
    try await place.store.prepare(chk(7))
    let cut = try place.reader().cut(at: .latest)
    #expect(cut.epoch == chk(6))
    #expect(cut.sinks == [out])
    #expect(cut.store(out).epoch == chk(6))
    #expect(cut.store(out).commits.map(\.epoch.number) == [1, 2, 3, 4, 6])
    #expect(cut.store(other) == StoreCut(epoch: chk(6), commits: [], heads: [:]))
  }

  @Test("An older cut has nothing of a later epoch, and what only later manifests list of earlier ones")
  func older() async throws {
    let place = try await Place()
    try await place.complete(3, [3])
    try await place.complete(4, [2, 4])
    let cut = try place.reader().cut(at: .checkpoint(chk(3)))
    #expect(cut.store(out).commits.map(\.epoch.number) == [2, 3])
    #expect(try place.reader().manifest(chk(4)).id == chk(4))
  }

  @Test("What is not kept is refused with what is")
  func notKept() async throws {
    let place = try await Place()
    #expect(Self.code { _ = try place.reader().cut(at: .latest) } == .unusableCheckpoint)
    #expect(try place.reader().newest() == nil)
    for number in UInt64(1)...4 { try await place.complete(number, [number]) }
    #expect(try await place.store.retire(keeping: 2) == chk(3))
    #expect {
      _ = try place.reader().cut(at: .checkpoint(chk(1)))
    } throws: {
      ($0 as? WeirError)?.message.contains("chk-3, chk-4") == true
    }
    #expect(try place.reader().retained().map(\.id.number) == [3, 4])
    let empty = MemoryFileSystem()
    #expect(Self.code { _ = try place.reader(empty) } == .unusableCheckpoint)
  }

  @Test("A damaged newest manifest is refused; a damaged older one only knows nothing")
  func damage() async throws {
    let place = try await Place()
    for number in UInt64(1)...3 { try await place.complete(number, [number]) }
    func damage(_ number: UInt64) throws {
      let path = jobPaths.manifest(chk(number))
      var bytes = try #require(place.disk.contents(path))
      bytes[40] ^= 1
      try place.disk.place(bytes, at: path)
    }
    try damage(2)
    let cut = try place.reader().cut(at: .latest)
    #expect(cut.store(out).commits.map(\.epoch.number) == [1, 3])
    try damage(3)
    #expect(Self.code { _ = try place.reader().cut(at: .latest) } == .unusableCheckpoint)
  }

  @Test("A cut is found although everything that was listed is removed while it is read")
  func concurrentRetention() async throws {
    let place = try await Place()
    for number in UInt64(1)...6 { try await place.complete(number, [number]) }
    var later: [(path: String, bytes: [UInt8])] = []
    for number in UInt64(4)...6 {
      let path = jobPaths.manifest(chk(number))
      later.append((path, try #require(place.disk.contents(path))))
      try place.disk.removeFile(path)
      try place.disk.removeDirectory(jobPaths.checkpoint(chk(number)))
    }
    for time in [ChangingFileSystem.Moment.status, .open] {
      let disk = MemoryFileSystem()
      for path in place.disk.allFiles {
        try disk.createDirectory(FilePaths.parent(of: path))
        try disk.place(try #require(place.disk.contents(path)), at: path)
      }
      let changing = ChangingFileSystem(disk, at: time) { [later] in
        for (path, bytes) in later {
          try disk.createDirectory(FilePaths.parent(of: path))
          try disk.place(bytes, at: path)
        }
        for number in UInt64(1)...3 { try disk.removeFile(jobPaths.manifest(chk(number))) }
      }
      let cut = try place.reader(changing).cut(at: .latest)
      #expect(cut.epoch == chk(6))
      #expect(cut.store(out).commits.map(\.epoch.number) == [4, 5, 6])
    }
  }
}

/// A disk that changes once, when the first manifest is looked for or opened.
final class ChangingFileSystem: FileSystem {
  enum Moment { case status, open }
  private let disk: MemoryFileSystem
  private let moment: Moment
  private let change: Mutex<(@Sendable () throws -> Void)?>

  init(_ disk: MemoryFileSystem, at moment: Moment, change: @escaping @Sendable () throws -> Void) {
    self.disk = disk
    self.moment = moment
    self.change = Mutex(change)
  }

  private func meet(_ moment: Moment, _ path: String) throws {
    guard moment == self.moment, path.hasSuffix(JobPaths.manifestName) else { return }
    let change = change.withLock { $0.take() }
    try change?()
  }

  func open(_ path: String, _ mode: FileMode) throws -> any File {
    try meet(.open, path)
    return try disk.open(path, mode)
  }
  func status(_ path: String) throws -> FileStatus? {
    try meet(.status, path)
    return try disk.status(path)
  }
  func rename(_ path: String, to target: String, replacing: Bool) throws {
    try disk.rename(path, to: target, replacing: replacing)
  }
  func removeFile(_ path: String) throws { try disk.removeFile(path) }
  func removeDirectory(_ path: String) throws { try disk.removeDirectory(path) }
  func createDirectory(_ path: String) throws { try disk.createDirectory(path) }
  func list(_ path: String) throws -> [DirectoryEntry] { try disk.list(path) }
  func syncDirectory(_ path: String) throws { try disk.syncDirectory(path) }
}
