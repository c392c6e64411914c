import Testing
import WeirCore

@testable import WeirCheckpoints

/// SEMANTICS 1 and 2, as far as the coordinator keeps them.
@Suite struct CoordinatorRuleTests {
  typealias Machine = CoordinatorStateMachine

  static func started(sinks: Set<OperatorID> = [out], declineLimit: Int = 1) -> Machine {
    var machine = Machine.sample(sinks: sinks, declineLimit: declineLimit)
    _ = machine.handle(.start)
    return machine
  }

  @Test("SEMANTICS 1.4: a bounded job ends only after a checkpoint that follows the end of all sources")
  func boundedJobWaits() {
    let second = SubtaskID(chain: 0, index: 1)
    var machine = Machine(
      subtasks: [source, second, counter], sourceSubtasks: [source, second], sinks: [out],
      firstCheckpoint: chk(1))
    _ = machine.handle(.start)
    #expect(machine.does(.endOfData(source)) == "")
    #expect(machine.does(.endOfData(source)) == "")
    #expect(machine.does(.endOfData(second)) == "prepare 1")
    #expect(machine.does(.prepared(chk(1))) == "timeout 1, inject 1!")
    _ = machine.handle(.acknowledged(acknowledgement(source, 1)))
    _ = machine.handle(.acknowledged(acknowledgement(second, 1)))
    #expect(machine.does(.acknowledged(acknowledgement(counter, 1))) == "write 1!")
    #expect(machine.does(.manifestDurable(chk(1))) == "complete 1, retire")
    #expect(machine.does(.retired(nil)) == "finished 1")
  }

  @Test("SEMANTICS 1.4: a checkpoint in flight when the data ends is followed by the final one at once")
  func finalFollowsTheOneInFlight() {
    var machine = Self.started()
    _ = machine.handle(.triggerRequested)
    #expect(machine.does(.endOfData(source)) == "")
    machine.acknowledge(5, ["a"])
    #expect(machine.does(.manifestDurable(chk(5))) == "complete 5, apply out 5:a, retire, prepare 6")
    #expect(machine.does(.prepared(chk(6))) == "timeout 6, inject 6!")
  }

  @Test("SEMANTICS 1.4: a job without sources is complete with its first checkpoint")
  func jobWithoutSources() {
    var machine = Machine(
      subtasks: [counter], sourceSubtasks: [], sinks: [], firstCheckpoint: chk(1))
    #expect(machine.does(.start) == "schedule, prepare 1")
  }

  @Test("SEMANTICS 1.4: an aborted final checkpoint is begun again under a higher id")
  func finalIsRepeated() {
    for event in [
      Machine.Event.timedOut(chk(5)),
      .declined(counter, chk(5), WeirError(.inputOutput, "no")),
    ] {
      for (wish, sign) in [(Machine.Event.stopRequested, ""), (.endOfData(source), "!")] {
        var machine = Self.started()
        _ = machine.handle(wish)
        _ = machine.handle(.prepared(chk(5)))
        #expect(machine.does(event) == "abort 5, prepare 6")
        #expect(machine.does(.prepared(chk(6))) == "timeout 6, inject 6!")
        _ = machine.handle(.acknowledged(acknowledgement(source, 6)))
        #expect(machine.does(.acknowledged(acknowledgement(counter, 6))) == "write 6\(sign)")
      }
    }
  }

  @Test("SEMANTICS 1.5: a cancelled checkpoint is aborted for everyone, whoever has acknowledged it")
  func abortReachesEveryone() {
    for acknowledged in [[], [source], [counter]] {
      var machine = Self.started()
      _ = machine.handle(.triggerRequested)
      _ = machine.handle(.prepared(chk(5)))
      for subtask in acknowledged {
        _ = machine.handle(.acknowledged(acknowledgement(subtask, 5)))
      }
      #expect(machine.does(.timedOut(chk(5))) == "abort 5")
      #expect(machine.state == .idle)
    }
  }

  @Test("SEMANTICS 1.5: acknowledgements of an aborted checkpoint do not count for the next")
  func lateAcknowledgementsAreIgnored() {
    var machine = Self.started()
    _ = machine.handle(.triggerRequested)
    _ = machine.handle(.prepared(chk(5)))
    _ = machine.handle(.acknowledged(acknowledgement(source, 5)))
    _ = machine.handle(.timedOut(chk(5)))
    _ = machine.handle(.triggerRequested)
    _ = machine.handle(.prepared(chk(6)))
    #expect(machine.does(.acknowledged(acknowledgement(counter, 5))) == "")
    #expect(machine.does(.acknowledged(acknowledgement(source, 6))) == "")
    #expect(machine.does(.acknowledged(acknowledgement(counter, 5))) == "")
    #expect(machine.does(.acknowledged(acknowledgement(counter, 6))) == "write 6")
  }

  @Test("SEMANTICS 1.9: a checkpoint is complete only when every subtask has acknowledged it")
  func everySubtaskCounts() {
    let subtasks = (0..<4).map { SubtaskID(chain: 0, index: $0) }
    for missing in subtasks {
      var machine = Machine(
        subtasks: Set(subtasks), sourceSubtasks: [subtasks[0]], sinks: [], firstCheckpoint: chk(1))
      _ = machine.handle(.start)
      _ = machine.handle(.triggerRequested)
      _ = machine.handle(.prepared(chk(1)))
      for subtask in subtasks where subtask != missing {
        #expect(machine.does(.acknowledged(acknowledgement(subtask, 1))) == "")
        #expect(machine.does(.acknowledged(acknowledgement(subtask, 1))) == "", "twice")
      }
      #expect(machine.does(.acknowledged(acknowledgement(missing, 1))) == "write 1")
    }
  }

  @Test("SEMANTICS 1.9: ids only grow, whatever became of the checkpoints before")
  func idsGrow() {
    var machine = Self.started(declineLimit: 10)
    for number in UInt64(5)..<15 {
      #expect(machine.does(.triggerRequested) == "prepare \(number), schedule")
      _ = machine.handle(.prepared(chk(number)))
      switch number % 3 {
      case 0: #expect(machine.does(.timedOut(chk(number))) == "abort \(number)")
      case 1:
        let decline = Machine.Event.declined(counter, chk(number), WeirError(.inputOutput, "no"))
        #expect(machine.does(decline) == "abort \(number)")
      default:
        machine.acknowledge(number)
        #expect(machine.does(.manifestDurable(chk(number))).hasPrefix("complete \(number)"))
      }
    }
  }

  @Test("SEMANTICS 1.9: ids that are used up fail the run instead of starting again")
  func lastID() {
    var machine = Machine(
      subtasks: [source], sourceSubtasks: [source], sinks: [], firstCheckpoint: chk(.max))
    _ = machine.handle(.start)
    #expect(machine.does(.triggerRequested) == "fail")
    #expect(machine.failure?.code == .limit)
  }

  @Test("SEMANTICS 2.1: a store is told only after the manifest is durable")
  func commitFollowsManifest() {
    var machine = Self.started()
    _ = machine.handle(.triggerRequested)
    _ = machine.handle(.prepared(chk(5)))
    _ = machine.handle(.acknowledged(acknowledgement(counter, 5, [out: [segment("a")]])))
    #expect(
      machine.does(.acknowledged(acknowledgement(source, 5))) == "write 5 out=5:a")
    #expect(
      machine.does(.manifestDurable(chk(5))) == "complete 5, apply out 5:a, retire")
  }

  @Test("SEMANTICS 2.3: what was staged for an aborted checkpoint belongs to the next one")
  func abortedSegmentsRideAlong() {
    var machine = Self.started()
    _ = machine.handle(.triggerRequested)
    _ = machine.handle(.prepared(chk(5)))
    _ = machine.handle(.acknowledged(acknowledgement(counter, 5, [out: [segment("a")]])))
    _ = machine.handle(.timedOut(chk(5)))
    _ = machine.handle(.triggerRequested)
    machine.acknowledge(6, ["a", "b"])
    #expect(
      machine.does(.manifestDurable(chk(6))) == "complete 6, apply out 6:a+b, retire")
  }

  @Test("SEMANTICS 2.2: segments that an earlier manifest lists are not listed under a second epoch")
  func segmentsAreListedOnce() {
    var machine = Self.started()
    machine.makeDurable(5, ["a"])
    _ = machine.handle(.triggerRequested)
    _ = machine.handle(.prepared(chk(6)))
    _ = machine.handle(.acknowledged(acknowledgement(source, 6)))
    let staged = [out: [segment("a"), segment("b")]]
    #expect(
      machine.does(.acknowledged(acknowledgement(counter, 6, staged))) == "write 6 out=5:a,6:b")
    #expect(machine.does(.manifestDurable(chk(6))) == "complete 6")
    #expect(machine.does(.applied(out, chk(5))) == "apply out 6:b")
  }

  @Test("SEMANTICS 2.2: a slow store's epochs are carried from manifest to manifest until they are applied")
  func slowStore() {
    var machine = Self.started()
    machine.makeDurable(5, ["a"])
    machine.makeDurable(6, ["b"])
    machine.makeDurable(7)
    _ = machine.handle(.applied(out, chk(5)))
    _ = machine.handle(.triggerRequested)
    _ = machine.handle(.prepared(chk(8)))
    _ = machine.handle(.acknowledged(acknowledgement(source, 8)))
    #expect(machine.does(.acknowledged(acknowledgement(counter, 8))) == "write 8 out=6:b")
    #expect(machine.does(.manifestDurable(chk(8))) == "complete 8")
    #expect(machine.does(.applied(out, chk(6))) == "")
  }

  @Test("SEMANTICS 2.5: a store gets one epoch at a time, oldest first")
  func epochsInOrder() {
    var machine = Self.started()
    machine.makeDurable(5, ["a"])
    _ = machine.handle(.triggerRequested)
    machine.acknowledge(6, ["b"])
    #expect(machine.does(.manifestDurable(chk(6))) == "complete 6", "5 is still being applied")
    #expect(machine.does(.applied(out, chk(6))) == "", "it was not told of 6 yet")
    #expect(machine.does(.applied(out, chk(5))) == "apply out 6:b")
    #expect(machine.does(.applied(out, chk(5))) == "", "twice")
    #expect(machine.does(.applied(out, chk(6))) == "")
  }

  @Test("SEMANTICS 2.5: a checkpoint is complete with its manifest; which stores have it is a matter of each")
  func completionIsDurability() {
    var machine = Self.started(sinks: [out, other])
    let both = [out: [segment("a")], other: [segment("x")]]
    _ = machine.handle(.triggerRequested)
    _ = machine.handle(.prepared(chk(5)))
    _ = machine.handle(.acknowledged(acknowledgement(source, 5)))
    _ = machine.handle(.acknowledged(acknowledgement(counter, 5, both)))
    #expect(
      machine.does(.manifestDurable(chk(5)))
        == "complete 5, apply other 5:x, apply out 5:a, retire")
    #expect(machine.lag.stores[out]?.unappliedEpochCount == 1)
    #expect(machine.does(.applied(out, chk(5))) == "")
    machine.makeDurable(6)
    #expect(machine.lag.stores[out]?.appliedEpoch == chk(6))
    #expect(machine.lag.stores[other]?.appliedEpoch == nil)
    #expect(machine.phase == .committing(chk(6)))
    #expect(machine.does(.applied(other, chk(5))) == "")
    #expect(machine.lag.stores[other]?.appliedEpoch == chk(6))
    #expect(machine.phase == .done(chk(6)))
  }

  @Test("SEMANTICS 2.5: the end waits for the last store and for the removal of old checkpoints")
  func endWaitsForStores() {
    var machine = Self.started()
    _ = machine.handle(.endOfData(source))
    machine.acknowledge(5, ["a"])
    #expect(
      machine.does(.manifestDurable(chk(5))) == "complete 5, apply out 5:a, retire, watch 1")
    #expect(machine.does(.stopRequested) == "")
    #expect(machine.does(.triggerRequested) == "")
    #expect(machine.does(.retired(chk(3))) == "", "the store is busy")
    #expect(machine.does(.applied(out, chk(5))) == "release out 3, watch 2")
    #expect(machine.does(.released(out)) == "finished 5")
    #expect(machine.does(.triggerRequested) == "")
  }

  @Test("SEMANTICS 2.5: a removal that began earlier does not end a run whose stores are still at work")
  func earlierRemovalIsNoEnd() {
    var machine = Self.started()
    machine.makeDurable(5)
    _ = machine.handle(.stopRequested)
    machine.acknowledge(6, ["a"])
    #expect(machine.does(.manifestDurable(chk(6))) == "complete 6, apply out 6:a, watch 1")
    #expect(machine.does(.retired(nil)) == "retire")
    #expect(machine.does(.retired(nil)) == "")
    #expect(machine.does(.applied(out, chk(6))) == "stopped 6")
  }

  @Test("SEMANTICS 2.5: the end waits for a removal that began before it, and makes its own")
  func endWaitsForItsOwnRemoval() {
    var machine = Self.started()
    machine.makeDurable(5)
    #expect(machine.retention == .running)
    _ = machine.handle(.stopRequested)
    machine.acknowledge(6)
    #expect(machine.does(.manifestDurable(chk(6))) == "complete 6")
    #expect(machine.does(.retired(chk(5))) == "retire, release out 5, watch 1")
    #expect(machine.does(.released(out)) == "")
    #expect(machine.does(.retired(chk(6))) == "release out 6, watch 2")
    #expect(machine.does(.released(out)) == "stopped 6")
  }

  @Test("SEMANTICS 2.7: a stop makes a checkpoint from which the job can go on")
  func stopIsNoEnd() {
    var machine = Self.started()
    _ = machine.handle(.stopRequested)
    _ = machine.handle(.prepared(chk(5)))
    _ = machine.handle(.acknowledged(acknowledgement(source, 5)))
    guard
      case .writeManifest(let completed)? = machine.handle(
        .acknowledged(acknowledgement(counter, 5))
      ).first
    else {
      Issue.record("no manifest")
      return
    }
    #expect(!completed.isFinished)
    _ = machine.handle(.manifestDurable(chk(5)))
    #expect(machine.does(.retired(nil)) == "stopped 5")
  }

  @Test("SEMANTICS 2.7: a store that fails ends the run, also after the last manifest")
  func failingStore() {
    var machine = Self.started()
    _ = machine.handle(.stopRequested)
    machine.acknowledge(5, ["a"])
    _ = machine.handle(.manifestDurable(chk(5)))
    #expect(machine.does(.failed(WeirError(.inputOutput, "disk full"))) == "fail")
    #expect(machine.failure?.message == "disk full")
    #expect(machine.does(.applied(out, chk(5))) == "")
  }

  @Test("SEMANTICS 2.9: an epoch in which a sink wrote nothing is not committed to it")
  func emptyEpoch() {
    var machine = Self.started(sinks: [out, other])
    machine.makeDurable(5, ["a"])
    #expect(machine.unapplied[other] == [])
    _ = machine.handle(.applied(out, chk(5)))
    _ = machine.handle(.triggerRequested)
    _ = machine.handle(.prepared(chk(6)))
    _ = machine.handle(.acknowledged(acknowledgement(source, 6)))
    let empty: [OperatorID: [Segment]] = [out: [], other: []]
    #expect(machine.does(.acknowledged(acknowledgement(counter, 6, empty))) == "write 6")
    #expect(machine.does(.manifestDurable(chk(6))).hasPrefix("complete 6"))
  }

  @Test("Declines in a row fail the run when they pass the limit; a completed one forgives them")
  func declineLimit() {
    let error = WeirError(.inputOutput, "no space for state")
    var machine = Self.started(declineLimit: 2)
    func decline(_ machine: inout Machine, _ number: UInt64) -> String {
      _ = machine.handle(.triggerRequested)
      _ = machine.handle(.prepared(chk(number)))
      return machine.does(.declined(counter, chk(number), error))
    }
    #expect(decline(&machine, 5) == "abort 5")
    #expect(decline(&machine, 6) == "abort 6")
    machine.makeDurable(7)
    #expect(decline(&machine, 8) == "abort 8")
    #expect(decline(&machine, 9) == "abort 9")
    #expect(decline(&machine, 10) == "fail")
    #expect(machine.failure?.message == error.message)
  }

  @Test("Output for a sink without an applier fails the run instead of getting lost")
  func unknownSink() {
    var machine = Self.started()
    _ = machine.handle(.triggerRequested)
    _ = machine.handle(.prepared(chk(5)))
    let staged = [other: [segment("a")]]
    #expect(machine.does(.acknowledged(acknowledgement(counter, 5, staged))) == "fail")
    #expect(machine.failure?.domain == .internalFault)
  }

  @Test("State files and segments are listed in the order of the subtasks")
  func orderOfSubtasks() {
    let subtasks = [(1, 10), (1, 2), (0, 0), (1, 0)].map { SubtaskID(chain: $0, index: $1) }
    var machine = Machine(
      subtasks: Set(subtasks), sourceSubtasks: [], sinks: [out], firstCheckpoint: chk(1))
    _ = machine.handle(.start)
    _ = machine.handle(.prepared(chk(1)))
    var last: [Machine.Action] = []
    for subtask in subtasks {
      let member = StateMember(subtask: subtask, file: "", byteCount: 1, checksum: 1)
      last = machine.handle(
        .acknowledged(
          acknowledgement(subtask, 1, [out: [segment("\(subtask)")]], member: member)))
    }
    guard case .writeManifest(let completed)? = last.first else {
      Issue.record("no manifest")
      return
    }
    #expect(completed.members.map(\.subtaskID.description) == ["0/0", "1/0", "1/2", "1/10"])
    #expect(completed.unapplied[out]?.map(\.text) == ["1:0/0+1/0+1/2+1/10"])
  }
}
