import Testing
import WeirCore
import WeirTestKit

@testable import WeirCheckpoints

/// The coordinator with stores that are behind.
@Suite(.timeLimit(.minutes(10))) struct LaggingStoreTests {
  static let backlog = CommitBacklog(
    checkpoint: chk(4),
    unapplied: [out: [EpochCommit(epoch: chk(4), segments: [segment("a")])]],
    heads: [out: [0: chk(4)]])

  @Test("What recovery has left is applied while checkpoints are made, and stands in their manifests")
  func adopted() async throws {
    let journal = Journal()
    let gate = Gate(isOpen: false)
    let harness = CoordinatorHarness(
      appliers: [out: JournalApplier("out", journal, gate: gate)], journal: journal, first: 5,
      backlog: Self.backlog)
    let run = harness.run()
    await journal.wait(for: "apply out 4:a")
    try await harness.checkpoint(5, [out: ["b"]])
    await journal.wait(for: "complete 5")
    let manifest = try await harness.store.load(chk(5)).manifest
    #expect(manifest.commits[out]?.map(\.text) == ["4:a", "5:b"])
    #expect(manifest.commits[out]?.map(\.previousText) == ["", "0@4"])
    #expect(manifest.heads == [SinkHeads(sink: out, heads: [0: chk(5)])])
    #expect(journal.entries.contains("lag out 2 20"))
    gate.open()
    await journal.wait(for: "applied out 5")
    await journal.wait(for: "lag out 0 0")
    await harness.coordinator.stop()
    await journal.wait(for: "inject 6!")
    try await harness.acknowledge(6)
    #expect(try await run.value == .stopped(chk(6)))
    #expect(journal.entries.contains("release out 5"))
  }

  @Test("A finished job's epochs are applied without a checkpoint")
  func finishing() async throws {
    let journal = Journal()
    var backlog = Self.backlog
    backlog.isFinished = true
    let harness = CoordinatorHarness(
      appliers: [out: JournalApplier("out", journal)], journal: journal, interval: .seconds(1),
      first: 5, backlog: backlog)
    #expect(try await harness.run().value == .finished(chk(4)))
    #expect(journal.entries.contains("applied out 4"))
    #expect(!journal.entries.contains { $0.hasPrefix("inject") })
    #expect(try await harness.store.list().isEmpty)
  }

  @Test("The end waits as long as a store does anything, then names it and what failed last")
  func stuckEnd() async throws {
    let journal = Journal()
    let applier = JournalApplier("out", journal, gate: Gate(isOpen: false))
    let harness = CoordinatorHarness(
      appliers: [out: applier], journal: journal, drain: .seconds(30))
    let run = harness.run()
    await harness.coordinator.endOfData(source)
    await journal.wait(for: "inject 1!")
    try await harness.acknowledge(1, [out: ["a"]])
    await journal.wait(for: "apply out 1:a")
    for number in UInt64(1)...3 {
      await harness.clock.waitForSleepers(1)
      applier.status = StoreStatus(failureCount: 2, lastFailure: "disk full", appliedCount: number)
      harness.clock.advance(by: .seconds(30))
      // Only when it looks again does it sleep again.
      await harness.clock.waitForSleepers(1)
    }
    harness.clock.advance(by: .seconds(29))
    #expect(harness.clock.sleeperCount == 1)
    harness.clock.advance(by: .seconds(1))
    let error = await failure(of: run)
    #expect(error?.isRetriable == false)
    #expect(error?.message.contains("out") == true)
    #expect(error?.message.contains("disk full") == true)
    #expect(try await harness.store.load(chk(1)).manifest.isFinished)
  }

  @Test("Sources are told to wait and to go on; what writers hold asks for a checkpoint")
  func bound() async throws {
    let journal = Journal()
    let gate = Gate(isOpen: false)
    let harness = CoordinatorHarness(
      appliers: [out: JournalApplier("out", journal, gate: gate)], journal: journal, limit: 25)
    let run = harness.run()
    try await harness.checkpoint(1, [out: ["a", "b"]])
    await journal.wait(for: "complete 1")
    await harness.coordinator.noteStaged(10, of: counter)
    await journal.wait(for: "inject 2")
    try await harness.acknowledge(2, [out: ["c"]])
    await journal.wait(for: "throttle")
    try await harness.checkpoint(3)
    await journal.wait(for: "complete 3")
    gate.open()
    await journal.wait(for: "go on")
    run.cancel()
    #expect(await failure(of: run)?.code == .cancelled)
  }

  @Test("A store that cannot release fails the attempt and is named")
  func failingRelease() async throws {
    let failpoints = CountingFailpoints(.cleanupBeforeRelease)
    let harness = CoordinatorHarness(
      appliers: [out: JournalApplier("out", Journal())], failpoints: failpoints)
    let run = harness.run()
    try await harness.checkpoint(1)
    #expect(await failure(of: run)?.code == .failpoint)
  }
}
