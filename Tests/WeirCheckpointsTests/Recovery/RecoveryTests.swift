import Synchronization
import Testing
import WeirCore
import WeirTestKit

@testable import WeirCheckpoints

@Suite struct RecoveryTests {
  /// A store that knows what it is told and what was on disk when it recovered.
  final class RecordingApplier: Applier {
    let disk: MemoryFileSystem
    let committed: CheckpointID?
    let failure: WeirError?
    /// How many of the last epochs it leaves, or others.
    let leaves: @Sendable ([EpochCommit]) -> [EpochCommit]
    private let seen = Mutex<(commits: [String], files: [String])?>(nil)

    init(
      _ disk: MemoryFileSystem, committed: CheckpointID? = nil, failure: WeirError? = nil,
      leaves: @escaping @Sendable ([EpochCommit]) -> [EpochCommit] = { _ in [] }
    ) {
      self.leaves = leaves
      self.disk = disk
      self.committed = committed
      self.failure = failure
    }

    var recovered: (commits: [String], files: [String])? { seen.withLock { $0 } }

    func recover(_ unapplied: [EpochCommit]) async throws -> [EpochCommit] {
      if let failure { throw failure }
      seen.withLock { $0 = (unapplied.map(\.text), disk.allFiles) }
      return leaves(unapplied)
    }
    func apply(_ commit: EpochCommit) async throws {}
    func committedEpoch() async throws -> CheckpointID? { committed }
    func close() async {}
  }

  static func recovery(
    _ disk: MemoryFileSystem, _ applier: RecordingApplier,
    failpoints: any Failpoints = NoFailpoints()
  ) -> Recovery {
    Recovery(
      store: store(disk, failpoints: failpoints), appliers: [out: applier], attempt: Attempt(3),
      keyGroupCount: 128)
  }

  static let commits = [out: [EpochCommit(epoch: chk(4), segments: [segment("a")])]]

  @Test("SEMANTICS 2.2: 2.3 the store gets what the manifest lists, then what was never completed goes")
  func restore() async throws {
    let disk = MemoryFileSystem()
    let store = store(disk)
    try await complete(4, in: store, unapplied: Self.commits)
    try await store.prepare(chk(5))
    _ = try await store.writeState(chk(5), counter, sections: sections(5))
    let applier = RecordingApplier(disk, committed: chk(4))
    let recovery = Self.recovery(disk, applier)
    guard case .restore(let plan) = try await recovery.decide(.latest) else {
      Issue.record("not restored")
      return
    }
    let restored = try await recovery.restore(plan).checkpoint
    #expect(restored.sections[OperatorID("flights")]?.map(\.section) == [sections(4)[2]])
    #expect(applier.recovered?.commits == ["4:a"])
    #expect(applier.recovered?.files.contains(jobPaths.state(counter, in: chk(5))) == true)
    #expect(try await store.list().map(\.id) == [chk(4)])
  }

  @Test("SEMANTICS 2.3: going back removes the later checkpoints before the store drops what they list")
  func goingBack() async throws {
    let disk = MemoryFileSystem()
    let store = store(disk)
    for number in UInt64(4)...6 { try await complete(number, in: store) }
    let applier = RecordingApplier(disk, committed: chk(4))
    let recovery = Self.recovery(disk, applier)
    guard case .restore(let plan) = try await recovery.decide(.checkpoint(chk(4))) else {
      Issue.record("not restored")
      return
    }
    _ = try await recovery.restore(plan)
    #expect(applier.recovered?.files.contains(jobPaths.manifest(chk(5))) == false)
    #expect(applier.recovered?.files.contains(jobPaths.manifest(chk(6))) == false)
    guard case .restore(let again) = try await recovery.decide(.latest) else {
      Issue.record("not restored")
      return
    }
    #expect(again.manifest.id == chk(4))
  }

  @Test("T4 damaged state is found before anything is removed or applied")
  func damageComesFirst() async throws {
    let disk = MemoryFileSystem()
    let store = store(disk)
    for number in UInt64(4)...5 { try await complete(number, in: store) }
    let state = jobPaths.state(counter, in: chk(4))
    var bytes = try #require(disk.contents(state))
    bytes[bytes.count - 1] ^= 1
    try disk.place(bytes, at: state)
    let applier = RecordingApplier(disk)
    let recovery = Self.recovery(disk, applier)
    guard case .restore(let plan) = try await recovery.decide(.checkpoint(chk(4))) else {
      Issue.record("not restored")
      return
    }
    await #expect {
      _ = try await recovery.restore(plan)
    } throws: { error in
      (error as? WeirError)?.code == .unusableCheckpoint
        && (error as? WeirError)?.location.file == state
    }
    #expect(applier.recovered == nil)
    #expect(try await store.list().map(\.id) == [chk(4), chk(5)])
  }

  @Test("A refusal of damaged state names its file and a way out that works", arguments: [UInt64(4), 5])
  func waysOut(committed: UInt64) async throws {
    let disk = MemoryFileSystem()
    let store = store(disk)
    for number in UInt64(4)...5 { try await complete(number, in: store) }
    let state = jobPaths.state(counter, in: chk(5))
    var bytes = try #require(disk.contents(state))
    bytes[bytes.count - 1] ^= 1
    try disk.place(bytes, at: state)
    let recovery = Self.recovery(disk, RecordingApplier(disk, committed: chk(committed)))
    guard case .restore(let plan) = try await recovery.decide(.latest) else {
      Issue.record("not restored")
      return
    }
    let error = try await #require(throws: WeirError.self) {
      _ = try await recovery.restore(plan)
    }
    #expect(error.location.file == state && error.message.contains("section splits of flights"))
    if committed == 4 {
      #expect(error.message.contains("use --from chk-4"))
    } else {
      #expect(error.message.contains("put the file back from a copy"))
      #expect(
        error.message.contains("weir replay counts --from chk-4 --with-stores --into DIR"))
    }
  }

  @Test("A finished job's remaining epochs are applied without reading its state")
  func finishing() async throws {
    let disk = MemoryFileSystem()
    let store = store(disk)
    try await complete(4, in: store, finished: true, unapplied: Self.commits)
    try disk.removeFile(jobPaths.state(counter, in: chk(4)))
    let applier = RecordingApplier(disk)
    let recovery = Self.recovery(disk, applier)
    guard case .alreadyComplete(let plan) = try await recovery.decide(.latest) else {
      Issue.record("not complete")
      return
    }
    #expect(try await recovery.finish(plan).isEmpty)
    #expect(applier.recovered?.commits == ["4:a"])
  }

  @Test("SEMANTICS 2.2: recovery hands on what stores have adopted, and where their partitions are")
  func backlog() async throws {
    let disk = MemoryFileSystem()
    let store = store(disk)
    let commits = (UInt64(2)...4).map {
      EpochCommit(
        epoch: chk($0), segments: [segment("\($0)", partition: 1)], previous: [1: chk($0 - 1)])
    }
    let heads = [out: [1: chk(4), 0: chk(1)]]
    for isFinished in [false, true] {
      let number: UInt64 = isFinished ? 5 : 4
      try await complete(
        number, in: store, finished: isFinished, unapplied: [out: commits], heads: heads)
      let recovery = Self.recovery(disk, RecordingApplier(disk, leaves: { $0.suffix(2) }))
      let backlog: CommitBacklog
      switch try await recovery.decide(.latest) {
      case .restore(let plan): backlog = try await recovery.restore(plan).backlog
      case .alreadyComplete(let plan): backlog = try await recovery.finish(plan)
      default:
        Issue.record("neither restored nor complete")
        return
      }
      let expected = CommitBacklog(
        checkpoint: chk(number), isFinished: isFinished,
        unapplied: [out: Array(commits.suffix(2))], heads: heads)
      #expect(backlog == expected)
    }
  }

  @Test("SEMANTICS 2.4: a store that leaves others than the last listed epochs is not believed")
  func wrongRest() async throws {
    let disk = MemoryFileSystem()
    let store = store(disk)
    let commits = (UInt64(2)...4).map {
      EpochCommit(epoch: chk($0), segments: [segment("\($0)")])
    }
    try await complete(4, in: store, unapplied: [out: commits])
    for leaves: @Sendable ([EpochCommit]) -> [EpochCommit] in [
      { Array($0.dropLast()) }, { [$0[0], $0[2]] }, { $0 + $0 },
    ] {
      let recovery = Self.recovery(disk, RecordingApplier(disk, leaves: leaves))
      guard case .restore(let plan) = try await recovery.decide(.latest) else {
        Issue.record("not restored")
        return
      }
      await #expect {
        _ = try await recovery.restore(plan)
      } throws: { ($0 as? WeirError)?.location.operatorID == "out" }
    }
  }

  @Test("A fresh start has the store drop everything and removes what was never completed")
  func fresh() async throws {
    let disk = MemoryFileSystem()
    try await store(disk).prepare(chk(1))
    let applier = RecordingApplier(disk)
    let recovery = Self.recovery(disk, applier)
    guard case .startFresh(let discard) = try await recovery.decide(.latest) else {
      Issue.record("not fresh")
      return
    }
    try await recovery.startFresh(discarding: discard)
    #expect(applier.recovered?.commits == [])
    #expect(try await store(disk).list().isEmpty)
  }

  @Test("A store that cannot adopt its epochs is named, and incomplete checkpoints stay")
  func failingStore() async throws {
    let disk = MemoryFileSystem()
    let store = store(disk)
    try await complete(4, in: store, unapplied: Self.commits)
    try await store.prepare(chk(5))
    let missing = WeirError(.unusableCheckpoint, "segment a is neither staged nor applied")
    let recovery = Self.recovery(disk, RecordingApplier(disk, failure: missing))
    guard case .restore(let plan) = try await recovery.decide(.latest) else {
      Issue.record("not restored")
      return
    }
    await #expect {
      _ = try await recovery.restore(plan)
    } throws: { ($0 as? WeirError)?.location.operatorID == "out" }
    #expect(try await store.list().count == 2)
  }

  @Test(
    "T1 recovery can fail at its places and be done again",
    arguments: [
      Failpoint.recoverAfterLoad, .recoverBeforeCleanup, .cleanupMidDelete,
    ])
  func again(point: Failpoint) async throws {
    let disk = MemoryFileSystem()
    let store = store(disk)
    for number in UInt64(4)...5 { try await complete(number, in: store) }
    try await store.prepare(chk(6))
    let armed = Self.recovery(
      disk, RecordingApplier(disk), failpoints: CountingFailpoints(point))
    for attempt in 0..<2 {
      guard case .restore(let plan) = try await armed.decide(.checkpoint(chk(4))) else {
        Issue.record("not restored")
        return
      }
      if attempt == 0 {
        await #expect(throws: WeirError.self) { _ = try await armed.restore(plan) }
      } else {
        _ = try await armed.restore(plan)
      }
    }
    #expect(try await store.list().map(\.id) == [chk(4)])
  }
}
