import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirEpochLog

@Suite struct RecoveryTests {
  private let log = TestLog()

  private func put(_ key: String, _ value: String) -> TestChange { TestChange(.put, key, value) }

  @Test func `Epochs that are not applied are left for apply, oldest first`() async throws {
    let commits = [
      try await log.sealed([[put("a", "1")], [put("b", "1")]], epoch: 1),
      try await log.sealed([[put("a", "2")]], epoch: 2, previous: [0: CheckpointID(1)]),
      try await log.sealed([[], [put("b", "3")]], epoch: 3, previous: [1: CheckpointID(1)]),
    ]
    let listed = commits + [EpochCommit(epoch: CheckpointID(4), segments: [])]
    let applier = log.applier(attempt: 2)
    #expect(try await applier.recover(listed.reversed()) == listed)
    try await applier.apply(commits[0])
    #expect(try await log.applier(attempt: 3).recover(listed) == Array(listed[1...]))
  }

  @Test func `SEMANTICS 2.4: a listed file that is lost or damaged is an error, never committed`()
    async throws
  {
    let commit = try await log.sealed([[put("a", "1")]], epoch: 1)
    let path = "\(TestLog.directory)/\(commit.segments[0].name)"
    let bytes = try #require(log.files.disk.contents(path))
    try log.files.disk.removeFile(path)
    let lost = await failure { _ = try await log.recovered([commit], attempt: 2) }
    #expect(lost?.code == .unusableCheckpoint && lost?.location.file == path)
    var damaged = bytes
    damaged[bytes.count - 1] ^= 1
    try log.files.disk.place(damaged, at: path)
    let wrong = await failure { _ = try await log.recovered([commit], attempt: 2) }
    #expect(wrong?.code == .unusableCheckpoint && wrong?.location.file == path)
    #expect(wrong?.location.byteOffset != nil)
    try log.files.disk.place(bytes, at: path)
    try await log.recovered([commit], attempt: 2).apply(commit)
    #expect(log.rows() == ["a": "1"])
  }

  @Test func `What is applied everywhere may be gone from the log`() async throws {
    let commit = try await log.sealed([[put("a", "1")]], epoch: 1)
    let applier = try await log.recovered([commit])
    try await applier.apply(commit)
    try await applier.release(upTo: CheckpointID(1))
    #expect(log.names == [])
    #expect(try await log.applier(attempt: 2).recover([commit]) == [])
  }

  @Test func `SEMANTICS 2.3: what dead attempts left and no manifest lists is removed`()
    async throws
  {
    let applied = try await log.sealed([[put("a", "1")]], epoch: 1)
    let applier = try await log.recovered([applied])
    try await applier.apply(applied)
    let listed = try await log.sealed(
      [[put("a", "2")]], epoch: 2, previous: [0: CheckpointID(1)], subtask: 1)
    _ = try await log.sealed([[put("a", "lost")]], epoch: 3, subtask: 2)
    let unsealed = log.writer(subtask: 3)
    try unsealed.append(put("a", "lost"), to: 0)
    try await unsealed.flush()
    let later = log.writer(attempt: 3)
    try later.append(put("a", "later"), to: 0)
    try await later.flush()
    try log.files.disk.place([1], at: "\(TestLog.directory)/notes.txt")
    #expect(log.names.count == 6)
    let next = try await log.recovered([listed], attempt: 2)
    #expect(
      log.names == [
        ".log-a3-s0-0.inprogress", applied.segments[0].name, listed.segments[0].name, "notes.txt",
      ])
    try await next.apply(listed)
    #expect(log.rows() == ["a": "2"])
  }

  @Test func `A file stays as long as a retained checkpoint or a partition may need it`()
    async throws
  {
    let commits = [
      try await log.sealed([[put("a", "1")]], epoch: 1),
      try await log.sealed(
        [[put("a", "2")]], epoch: 2, previous: [0: CheckpointID(1)], subtask: 1),
      try await log.sealed(
        [[put("a", "3")]], epoch: 3, previous: [0: CheckpointID(2)], subtask: 2),
    ]
    let names = commits.map { $0.segments[0].name }
    var applier = try await log.recovered(commits)
    try await applier.release(upTo: CheckpointID(9))
    #expect(log.names == names, "nothing is applied yet")
    try await applier.apply(commits[0])
    try await applier.apply(commits[1])
    try await applier.release(upTo: CheckpointID(1))
    #expect(log.names == Array(names[1...]))
    // A later attempt keeps what it finds until nobody can need it.
    applier = try await log.recovered([commits[2]], attempt: 2)
    #expect(log.names == Array(names[1...]))
    try await applier.release(upTo: CheckpointID(2))
    #expect(log.names == [names[2]])
    try await applier.apply(commits[2])
    try await applier.release(upTo: CheckpointID(2))
    #expect(log.names == [names[2]])
    try await applier.release(upTo: CheckpointID(3))
    #expect(log.names == [])
  }

  @Test func `Release reaches every partition, and one that fails does not matter`() async throws {
    let applier = try await log.recovered()
    log.store.forgetCalls()
    log.store.fail(1, of: 1)
    try await applier.release(upTo: CheckpointID(1))
    #expect(log.store.calls.filter { $0.step == .release }.map(\.partition) == [0])
    try await applier.release(upTo: CheckpointID(1))
    #expect(log.store.calls.filter { $0.step == .release }.map(\.partition).sorted() == [0, 0, 1])
  }

  @Test func `A release that fails is to be seen, and an open breaker keeps it from the store`()
    async throws
  {
    var log = TestLog()
    log.clock = ManualClock()
    log.options.retryLimit = 1
    let applier = try await log.recovered()
    log.store.fail(1, of: 1)
    try await applier.release(upTo: CheckpointID(1))
    #expect(applier.status.failureCount == 1 && applier.status.breaker == .open)
    #expect(applier.status.lastFailure?.contains("locked") == true)
    log.store.forgetCalls()
    try await applier.release(upTo: CheckpointID(1))
    #expect(log.store.calls.isEmpty)
  }

  @Test func `A store that is out of order at the start is waited for, and says so`()
    async throws
  {
    for asksForEpoch in [true, false] {
      let clock = ManualClock()
      var log = TestLog()
      log.clock = clock
      log.options = StoreOptions(retryLimit: 2, retryJitter: .zero)
      let commit = try await log.sealed([[put("a", "1")], [put("b", "1")]], epoch: 1)
      try await log.recovered([commit]).apply(commit)
      log.store.fail(1000, of: 1)
      let applier = log.applier(attempt: 2)
      async let done: Bool =
        asksForEpoch
        ? applier.committedEpoch() == CheckpointID(1) : applier.recover([commit]).isEmpty
      await clock.waitForSleepers(1)
      #expect(applier.status.breaker == .closed && applier.status.failureCount == 1)
      clock.advance(by: .seconds(1))
      while applier.status.breaker == .closed { await Task.yield() }
      #expect(applier.status.lastFailure?.contains("locked") == true)
      await clock.waitForSleepers(1)
      log.store.repair()
      clock.advance(by: .seconds(30))
      #expect(try await done)
      #expect(applier.status == StoreStatus())
    }
  }

  @Test func `Cancellation ends a start that waits for its store`() async throws {
    let clock = ManualClock()
    var log = TestLog()
    log.clock = clock
    let applier = log.applier()
    log.store.fail(1000)
    await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        do {
          _ = try await applier.recover([])
          return false
        } catch {
          return error is CancellationError
        }
      }
      await clock.waitForSleepers(1)
      group.cancelAll()
      #expect(await group.next() == true)
    }
  }

  @Test func `An empty store has no epoch`() async throws {
    #expect(try await log.applier().committedEpoch() == nil)
    #expect(try await log.applier().recover([]) == [])
    #expect(log.names == [])
  }
}
