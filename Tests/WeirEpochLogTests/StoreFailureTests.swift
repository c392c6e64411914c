import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirEpochLog

/// A store that fails for a while.
@Suite struct StoreFailureTests {
  private func put(_ key: String, _ value: String) -> TestChange { TestChange(.put, key, value) }

  @Test func `Failures at any call are waited out, and nothing is applied twice or dead-lettered`()
    async throws
  {
    for failures in 1...12 {
      let log = TestLog()
      let commit = try await log.sealed([[put("a", "1"), put("a", "2"), .poison("b")]], epoch: 1)
      let applier = try await log.recovered([commit])
      log.store.fail(failures)
      try await applier.apply(commit)
      #expect(log.rows() == ["a": "2"])
      #expect(log.store.contents[0].rejections.map(\.sequence) == [2])
      #expect(applier.status == StoreStatus(rejectedCount: 1, appliedCount: 3))
    }
  }

  @Test func `After a failure the partition is opened anew and its epoch read again`()
    async throws
  {
    let log = TestLog()
    let commit = try await log.sealed([[put("a", "1")]], epoch: 1)
    let applier = try await log.recovered([commit])
    log.store.forgetCalls()
    log.store.fail(1)
    try await applier.apply(commit)
    #expect(
      log.store.calls.map(\.step) == [
        .storedEpoch, .open, .storedEpoch, .begin, .apply, .commit,
      ])
  }

  @Test func `The breaker opens after retryLimit failures, and apply returns when the store is back`()
    async throws
  {
    let clock = ManualClock()
    var log = TestLog()
    log.clock = clock
    log.options = StoreOptions(retryLimit: 3, retryJitter: .zero)
    let commit = try await log.sealed([[put("a", "1")]], epoch: 1)
    let applier = try await log.recovered([commit])
    log.store.fail(1000)
    let store = log.store
    async let applied: Void = applier.apply(commit)
    for (row, seconds) in [(1, 1), (2, 2)] {
      await clock.waitForSleepers(1)
      #expect(applier.status.breaker == .closed && applier.status.failureCount == row)
      clock.advance(by: .seconds(seconds))
    }
    await clock.waitForSleepers(1)
    while applier.status.breaker == .closed { await Task.yield() }
    #expect(applier.status.failureCount == 3)
    #expect(applier.status.lastFailure?.contains("locked") == true)
    // Nothing reaches the store as long as it is open.
    store.forgetCalls()
    await clock.waitForSleepers(1)
    clock.advance(by: .seconds(29))
    #expect(store.calls.isEmpty && applier.status.breaker == .open)
    store.repair()
    clock.advance(by: .seconds(1))
    try await applied
    #expect(log.rows() == ["a": "1"] && applier.status == StoreStatus(appliedCount: 1))
  }

  @Test func `Half open, one partition's call goes and the others wait for its end`() async throws {
    let circuit = StoreCircuit(
      StoreOptions(retryLimit: 1), TestLog().context().environment)
    let tally = Tally()
    // Each call fails until one has found the store working; no two go at once while it is open.
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<6 {
        group.addTask {
          try await circuit.run {
            let isProbe = circuit.status.breaker == .halfOpen
            tally.begin(isProbe: isProbe)
            for _ in 0..<20 { await Task.yield() }
            try tally.end(isProbe: isProbe)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(tally.probeCount >= 5 && tally.mostProbesAtOnce == 1)
    #expect(circuit.status.breaker == .closed)
  }

  @Test func `One broken partition does not hold up the others`() async throws {
    let clock = ManualClock()
    var log = TestLog()
    log.clock = clock
    log.store = MemoryStore(partitionCount: 12)
    let changes = (0..<12).map { [put("k", "\($0)")] }
    let commit = try await log.sealed(changes, epoch: 1)
    let applier = try await log.recovered([commit])
    log.store.fail(1, of: 0)
    let store = log.store
    async let applied: Void = applier.apply(commit)
    await clock.waitForSleepers(1)
    while store.contents.dropFirst().contains(where: { $0.epoch == nil }) { await Task.yield() }
    #expect(store.contents[0].epoch == nil)
    clock.advance(by: .seconds(2))
    try await applied
    #expect(store.contents[0].epoch == CheckpointID(1))
  }

  @Test func `Cancellation ends a waiting apply at once, with the breaker closed or open`()
    async throws
  {
    for retryLimit in [1, 1000] {
      let clock = ManualClock()
      var log = TestLog()
      log.clock = clock
      log.options.retryLimit = retryLimit
      let commit = try await log.sealed([[put("a", "1")]], epoch: 1)
      let applier = try await log.recovered([commit])
      log.store.fail(1_000_000)
      await withTaskGroup(of: Bool.self) { group in
        group.addTask {
          do {
            try await applier.apply(commit)
            return false
          } catch {
            return error is CancellationError
          }
        }
        await clock.waitForSleepers(1)
        group.cancelAll()
        #expect(await group.next() == true)
      }
      #expect(clock.sleeperCount == 0 && log.rows() == [:])
    }
  }

  @Test func `Progress shows within an epoch, and a further try does not count again`() async throws {
    var log = TestLog()
    log.options.pageSize = 1
    let commit = try await log.sealed([[put("a", "1"), put("b", "1"), put("c", "1")]], epoch: 1)
    let applier = try await log.recovered([commit])
    // The third page: after the epoch was read and the transaction begun.
    log.store.die(at: 5, afterwards: false)
    await #expect(throws: MemoryStore.Death.self) { try await applier.apply(commit) }
    #expect(applier.status.appliedCount == 2)
    log.store.repair()
    try await applier.apply(commit)
    #expect(applier.status.appliedCount == 3)
  }

  @Test func `An error that is not of the store's moment ends the attempt`() async throws {
    let log = TestLog()
    let commit = try await log.sealed([[put("a", "1")]], epoch: 1)
    let applier = try await log.recovered([commit])
    log.store.die(at: 3, afterwards: false)
    await #expect(throws: MemoryStore.Death.self) { try await applier.apply(commit) }
    #expect(applier.status.failureCount == 0)
  }

  @Test(arguments: [
    Failpoint.sinkBeforeCommit, .sinkBetweenPartitions, .sinkAfterCommit,
  ])
  func `A failpoint that fails stands for a store that fails`(point: Failpoint) async throws {
    var log = TestLog()
    let points = ArmedFailpoints([ArmedFailpoint(point: point, action: .enospc)])
    log.failpoints = points
    let commit = try await log.sealed([[put("a", "1")], [put("b", "1")]], epoch: 1)
    try await log.recovered([commit]).apply(commit)
    #expect(points.hits[point] == 2 && log.rows(0) == ["a": "1"] && log.rows(1) == ["b": "1"])
  }
}
