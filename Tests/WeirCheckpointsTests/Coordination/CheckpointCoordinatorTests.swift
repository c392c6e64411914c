import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirCheckpoints

@Suite(.timeLimit(.minutes(10))) struct CheckpointCoordinatorTests {
  @Test("SEMANTICS 2.1: acknowledgements, then the manifest, then participants and stores")
  func orderOfACheckpoint() async throws {
    let journal = Journal()
    let harness = CoordinatorHarness(
      appliers: [out: JournalApplier("out", journal)], journal: journal)
    let run = harness.run()
    try await harness.checkpoint(1, [out: ["a"]])
    await journal.wait(for: "phase done chk-1")
    #expect(
      journal.entries.filter { !$0.hasPrefix("release") && !$0.hasPrefix("lag") } == [
        "phase injected chk-1", "inject 1", "phase all-acknowledged chk-1",
        "phase manifest-durable chk-1", "phase committing chk-1", "complete 1", "apply out 1:a",
        "applied out 1", "phase done chk-1",
      ])
    await harness.coordinator.stop()
    await journal.wait(for: "inject 2!")
    try await harness.acknowledge(2)
    #expect(try await run.value == .stopped(chk(2)))
  }

  @Test("SEMANTICS 1.9: the manifest names every state file, the job and what is to be applied")
  func manifestContents() async throws {
    let journal = Journal()
    let harness = CoordinatorHarness(
      appliers: [out: JournalApplier("out", journal)], journal: journal)
    let run = harness.run()
    await harness.coordinator.endOfData(source)
    await journal.wait(for: "inject 1!")
    try await harness.acknowledge(1, [out: ["a", "b"]])
    #expect(try await run.value == .finished(chk(1)))
    let restored = try await harness.store.load(chk(1))
    #expect(restored.manifest.isFinished)
    #expect(restored.manifest.job == identity.name)
    #expect(restored.manifest.jobID == identity.jobID)
    #expect(restored.manifest.attempt == 2)
    #expect(restored.manifest.parameters == identity.parameters)
    #expect(restored.manifest.keyGroupCount == 128)
    #expect(restored.manifest.created == EventTime(milliseconds: 1_000))
    #expect(restored.manifest.commits[out]?.map(\.text) == ["1:a+b"])
    #expect(restored.sections[OperatorID("count")]?.map(\.section) == Array(sections(1).prefix(2)))
  }

  @Test("SEMANTICS 1.4: stopping keeps the job resumable; the end of data does not", arguments: [true, false])
  func ends(isStop: Bool) async throws {
    let harness = CoordinatorHarness()
    let run = harness.run()
    if isStop {
      await harness.coordinator.stop()
    } else {
      await harness.coordinator.endOfData(source)
    }
    await harness.journal.wait(for: "inject 1!")
    try await harness.acknowledge(1)
    #expect(try await run.value == (isStop ? .stopped(chk(1)) : .finished(chk(1))))
    #expect(try await harness.store.load(chk(1)).manifest.isFinished == !isStop)
  }

  @Test("Wishes that come before the run are met by it")
  func earlyWishes() async throws {
    let harness = CoordinatorHarness()
    await harness.coordinator.endOfData(source)
    await harness.coordinator.stop()
    let run = harness.run()
    await harness.journal.wait(for: "inject 1!")
    try await harness.acknowledge(1)
    #expect(try await run.value == .finished(chk(1)))
  }

  @Test("Checkpoints come at the interval, from begin to begin")
  func interval() async throws {
    let harness = CoordinatorHarness(interval: .seconds(1))
    let run = harness.run()
    await harness.clock.waitForSleepers(1)
    harness.clock.advance(by: .milliseconds(999))
    #expect(!harness.journal.entries.contains("inject 1"))
    harness.clock.advance(by: .milliseconds(1))
    await harness.journal.wait(for: "inject 1")
    await harness.clock.waitForSleepers(2)
    harness.clock.advance(by: .seconds(1))
    try await harness.acknowledge(1)
    await harness.journal.wait(for: "inject 2")
    run.cancel()
    #expect(await failure(of: run)?.code == .cancelled)
  }

  @Test("Checkpoints that are asked for put the next one off; they do not add to it")
  func triggersDoNotPileUp() async throws {
    let harness = CoordinatorHarness(interval: .seconds(1))
    let run = harness.run()
    for number in UInt64(1)...5 {
      await harness.clock.waitForSleepers(1)
      try await harness.checkpoint(number)
      await harness.journal.wait(for: "complete \(number)")
    }
    await harness.clock.waitForSleepers(1)
    #expect(harness.clock.sleeperCount == 1)
    harness.clock.advance(by: .seconds(1))
    await harness.journal.wait(for: "inject 6")
    run.cancel()
    #expect(await failure(of: run)?.code == .cancelled)
  }

  @Test("SEMANTICS 1.5: a checkpoint that takes too long is aborted; the job and the next one go on")
  func timeout() async throws {
    let harness = CoordinatorHarness(timeout: .seconds(30))
    let run = harness.run()
    await harness.coordinator.triggerNow()
    await harness.journal.wait(for: "inject 1")
    await harness.coordinator.acknowledge(acknowledgement(source, 1))
    await harness.clock.waitForSleepers(1)
    harness.clock.advance(by: .seconds(30))
    await harness.journal.wait(for: "abort 1")
    await harness.coordinator.acknowledge(acknowledgement(counter, 1))
    try await harness.checkpoint(2)
    await harness.journal.wait(for: "complete 2")
    await harness.coordinator.stop()
    await harness.journal.wait(for: "inject 3!")
    try await harness.acknowledge(3)
    #expect(try await run.value == .stopped(chk(3)))
    #expect(try await harness.store.list().map(\.id) == [chk(2), chk(3)])
  }

  @Test("SEMANTICS 1.5: a declined checkpoint is aborted; too many in a row fail the attempt with the reason")
  func declines() async throws {
    let harness = CoordinatorHarness(declineLimit: 1)
    let run = harness.run()
    let error = WeirError(.inputOutput, "no space for state")
    for number in UInt64(1)...2 {
      await harness.coordinator.triggerNow()
      await harness.journal.wait(for: "inject \(number)")
      await harness.coordinator.decline(counter, chk(number), error)
    }
    #expect(await failure(of: run)?.message == error.message)
    #expect(harness.journal.entries.contains("abort 1"))
  }

  @Test("SEMANTICS 2.2: a slow store holds up neither checkpoints nor other stores")
  func slowStore() async throws {
    let journal = Journal()
    let gate = Gate(isOpen: false)
    let harness = CoordinatorHarness(
      appliers: [
        out: JournalApplier("out", journal, gate: gate), other: JournalApplier("other", journal),
      ], journal: journal)
    let run = harness.run()
    try await harness.checkpoint(1, [out: ["a"], other: ["x"]])
    await journal.wait(for: "apply out 1:a")
    try await harness.checkpoint(2, [out: ["b"], other: ["y"]])
    await journal.wait(for: "applied other 2")
    let listed = try await harness.store.load(chk(2)).manifest.commits
    #expect(listed[out]?.map(\.text) == ["1:a", "2:b"])
    #expect(journal.entries.contains("complete 2"))
    #expect(!journal.entries.contains("apply out 2:b"))
    #expect(!journal.entries.contains("phase done chk-2"))
    gate.open()
    await journal.wait(for: "applied out 2")
    await journal.wait(for: "phase done chk-2")
    run.cancel()
    #expect(await failure(of: run)?.code == .cancelled)
  }

  @Test("SEMANTICS 2.7: a store's failure ends the attempt and names the sink; the manifest stays")
  func failingStore() async throws {
    let journal = Journal()
    let error = WeirError(.inputOutput, "the store is gone")
    let harness = CoordinatorHarness(
      appliers: [out: JournalApplier("out", journal, failure: error)], journal: journal)
    let run = harness.run()
    await harness.coordinator.endOfData(source)
    await journal.wait(for: "inject 1!")
    try await harness.acknowledge(1, [out: ["a"]])
    let failed = await failure(of: run)
    #expect(failed?.message == error.message)
    #expect(failed?.location.operatorID == "out")
    #expect(!journal.entries.contains("applied out 1"))
    #expect(try await harness.store.load(chk(1)).manifest.commits[out]?.count == 1)
  }

  @Test("T8 an error while the manifest is written fails the attempt, and no store is told")
  func failingManifest() async throws {
    for kind in [FileSystemCall.Kind.write, .sync, .rename] {
      let journal = Journal()
      let harness = CoordinatorHarness(
        appliers: [out: JournalApplier("out", journal)], journal: journal)
      harness.disk.add(FaultRule(.error(5), on: kind, suffix: ".json.tmp"))
      harness.disk.add(FaultRule(.error(5), on: kind, suffix: "manifest.json"))
      let run = harness.run()
      await harness.coordinator.triggerNow()
      await journal.wait(for: "inject 1")
      try await harness.acknowledge(1, [out: ["a"]])
      #expect(await failure(of: run)?.code == .inputOutput)
      #expect(!journal.entries.contains("apply out 1:a"))
      harness.disk.crash()
      harness.disk.repair()
      #expect(try await harness.store.list().allSatisfy { $0.manifest == nil })
    }
  }

  @Test("Cancelling ends the run at once and stops a store's work, in whatever phase it is")
  func cancellation() async throws {
    let journal = Journal()
    let harness = CoordinatorHarness(
      appliers: [out: JournalApplier("out", journal, gate: Gate(isOpen: false))],
      journal: journal, interval: .seconds(1))
    let run = harness.run()
    try await harness.checkpoint(1, [out: ["a"]])
    await journal.wait(for: "apply out 1:a")
    run.cancel()
    #expect(await failure(of: run)?.code == .cancelled)
    #expect(harness.clock.sleeperCount == 0)
    #expect(!journal.entries.contains("applied out 1"))

    let idle = CoordinatorHarness(interval: .seconds(1))
    let second = idle.run()
    second.cancel()
    #expect(await failure(of: second)?.code == .cancelled)
    #expect(idle.clock.sleeperCount == 0)
  }

  @Test("The newest K checkpoints are kept while the job runs")
  func retention() async throws {
    let harness = CoordinatorHarness(retained: 2, first: 10)
    let run = harness.run()
    for number in UInt64(10)..<15 {
      try await harness.checkpoint(number)
      await harness.journal.wait(for: "complete \(number)")
    }
    await harness.coordinator.stop()
    await harness.journal.wait(for: "inject 15!")
    try await harness.acknowledge(15)
    #expect(try await run.value == .stopped(chk(15)))
    #expect(try await harness.store.list().map(\.id.number) == [14, 15])
  }
}
