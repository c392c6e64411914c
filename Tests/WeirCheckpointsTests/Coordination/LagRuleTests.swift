import Testing
import WeirCore

@testable import WeirCheckpoints

/// Stores that are behind: what manifests say of them, when sources wait, and how a run ends.
@Suite struct LagRuleTests {
  typealias Machine = CoordinatorStateMachine

  /// A sample that has begun.
  static func started(
    limit: Int64 = 1 << 30, backlog: CommitBacklog = CommitBacklog()
  ) -> Machine {
    var machine = Machine.sample(limit: limit, backlog: backlog)
    _ = machine.handle(.start)
    return machine
  }

  /// Two epochs that an earlier attempt has left: 2 of partition 1, and 4 of both.
  static let backlog = CommitBacklog(
    checkpoint: chk(4),
    unapplied: [
      out: [
        EpochCommit(epoch: chk(2), segments: [segment("a", partition: 1)]),
        EpochCommit(
          epoch: chk(4), segments: [segment("b"), segment("c", partition: 1)],
          previous: [1: chk(2)]),
      ]
    ], heads: [out: [0: chk(4), 1: chk(4)], OperatorID("gone"): [0: chk(3)]])

  /// Has everyone acknowledge a checkpoint in which the counter staged `segments`.
  static func manifest(
    _ machine: inout Machine, _ number: UInt64, _ segments: [Segment]
  ) -> CompletedCheckpoint? {
    _ = machine.handle(.triggerRequested)
    _ = machine.handle(.prepared(chk(number)))
    _ = machine.handle(.acknowledged(acknowledgement(source, number)))
    let actions = machine.handle(
      .acknowledged(acknowledgement(counter, number, [out: segments])))
    guard case .writeManifest(let completed)? = actions.first else { return nil }
    return completed
  }

  @Test("SEMANTICS 2.4: every epoch names the one before it in each of its partitions")
  func predecessors() {
    var machine = Self.started()
    var texts: [String] = []
    for (number, partitions) in [(UInt64(5), [0, 1]), (6, [1]), (7, []), (8, [0]), (9, [1, 2])] {
      let segments = partitions.map { segment("\(number)-\($0)", partition: $0) }
      let completed = Self.manifest(&machine, number, segments)
      texts.append(completed?.unapplied[out]?.last?.previousText ?? "-")
      _ = machine.handle(.manifestDurable(chk(number)))
      #expect(machine.brokenInvariant == nil)
    }
    #expect(texts == ["", "1@5", "1@5", "0@5", "1@6"])
    #expect(machine.heads == [out: [0: chk(8), 1: chk(9), 2: chk(9)]])
  }

  @Test("SEMANTICS 2.4: a checkpoint that was aborted is nobody's predecessor")
  func abortedIsNoPredecessor() {
    var machine = Self.started()
    machine.makeDurable(5, ["a"])
    _ = machine.handle(.triggerRequested)
    _ = machine.handle(.prepared(chk(6)))
    _ = machine.handle(.acknowledged(acknowledgement(counter, 6, [out: [segment("b")]])))
    _ = machine.handle(.timedOut(chk(6)))
    let completed = Self.manifest(&machine, 7, [segment("b")])
    #expect(completed?.unapplied[out]?.last?.previousText == "0@5")
  }

  @Test("SEMANTICS 2.2: epochs that stores have adopted and not applied stand in every further manifest")
  func adoptedEpochsAreCarried() {
    var machine = Machine.sample(backlog: Self.backlog)
    #expect(machine.does(.start) == "schedule, apply out 2:a")
    #expect(machine.phase == .committing(chk(4)))
    let first = Self.manifest(&machine, 5, [segment("d")])
    #expect(first?.text == "5 out=2:a,4:b+c,5:d")
    #expect(first?.unapplied[out]?.map(\.previousText) == ["", "1@2", "0@4"])
    #expect(first?.heads[OperatorID("gone")] == [0: chk(3)])
    #expect(machine.does(.manifestDurable(chk(5))) == "complete 5, retire")
    #expect(machine.does(.applied(out, chk(2))) == "apply out 4:b+c")
    #expect(Self.manifest(&machine, 6, [])?.text == "6 out=4:b+c,5:d")
    #expect(machine.brokenInvariant == nil)
  }

  @Test("A finished job's run makes no checkpoint: it ends when the stores have what was left")
  func finishing() {
    var backlog = Self.backlog
    backlog.isFinished = true
    var machine = Machine(
      subtasks: [], sourceSubtasks: [], sinks: [out, other], firstCheckpoint: chk(9),
      backlog: backlog)
    #expect(machine.does(.start) == "apply out 2:a, watch 1")
    #expect(machine.does(.stopRequested) == "")
    #expect(machine.does(.triggerRequested) == "")
    #expect(machine.does(.applied(out, chk(2))) == "apply out 4:b+c, watch 2")
    #expect(machine.phase == .committing(chk(4)))
    #expect(machine.does(.applied(out, chk(4))) == "finished 4")
    backlog.unapplied = [:]
    var nothing = Machine(
      subtasks: [], sourceSubtasks: [], sinks: [out], firstCheckpoint: chk(9), backlog: backlog)
    #expect(nothing.does(.start) == "finished 4")
  }

  @Test("Sources wait above the bound and go on at half of it; checkpoints are made all the while")
  func bound() {
    var machine = Self.started(limit: 40)
    machine.makeDurable(5, ["a", "b"])
    machine.makeDurable(6, ["c", "d"])
    #expect(!machine.isThrottling, "40 bytes of 40")
    _ = machine.handle(.triggerRequested)
    machine.acknowledge(7, ["e"])
    #expect(machine.does(.manifestDurable(chk(7))) == "complete 7, throttle")
    #expect(machine.does(.triggerRequested) == "prepare 8, schedule")
    machine.acknowledge(8)
    #expect(machine.does(.manifestDurable(chk(8))) == "complete 8")
    #expect(machine.does(.applied(out, chk(5))) == "apply out 6:c+d", "30 bytes")
    #expect(machine.does(.applied(out, chk(6))) == "apply out 7:e, go on", "10 bytes")
    #expect(machine.lag.stores[out]?.unappliedByteCount == 10)
  }

  @Test("The bound is over all stores together, and holds from the first moment")
  func boundOverStores() {
    let commit = EpochCommit(epoch: chk(4), segments: [segment("a", bytes: 21)])
    let backlog = CommitBacklog(
      checkpoint: chk(4), unapplied: [out: [commit], other: [commit]],
      heads: [out: [0: chk(4)], other: [0: chk(4)]])
    var machine = Machine.sample(sinks: [out, other], limit: 40, backlog: backlog)
    #expect(machine.does(.start) == "schedule, apply other 4:a, apply out 4:a, throttle")
    #expect(machine.does(.applied(other, chk(4))) == "", "21 of 40 is more than half")
    #expect(machine.does(.applied(out, chk(4))) == "go on")
  }

  @Test("Segments without number throttle too, so that manifests stay small")
  func segmentBound() {
    var machine = Machine(
      subtasks: [source, counter], sourceSubtasks: [source], sinks: [out], firstCheckpoint: chk(5),
      limits: CommitLimits(unappliedByteCount: .max, unappliedSegmentCount: 2))
    _ = machine.handle(.start)
    machine.makeDurable(5, ["a", "b"])
    #expect(!machine.isThrottling)
    machine.makeDurable(6, ["c"])
    #expect(machine.isThrottling)
    _ = machine.handle(.applied(out, chk(5)))
    #expect(!machine.isThrottling)
  }

  @Test("Sizes that cannot be do not overflow the bound")
  func hugeSizes() {
    var machine = Self.started(limit: 40)
    _ = Self.manifest(&machine, 5, [segment("a", bytes: .max), segment("b", bytes: .max)])
    _ = machine.handle(.manifestDurable(chk(5)))
    _ = Self.manifest(&machine, 6, [segment("c", bytes: .max), segment("d", bytes: -9)])
    _ = machine.handle(.manifestDurable(chk(6)))
    #expect(machine.unappliedByteCount == .max)
    _ = machine.handle(.applied(out, chk(5)))
    #expect(machine.isThrottling)
    _ = machine.handle(.applied(out, chk(6)))
    #expect(machine.unappliedByteCount == 0)
    #expect(!machine.isThrottling)
  }

  @Test("Near the bound what writers hold asks for a checkpoint, once, and only if it is worth one")
  func earlyCheckpoint() {
    var machine = Self.started(limit: 80)
    machine.makeDurable(5, ["a", "b", "c", "d", "e"])
    machine.settleRemovals()
    #expect(machine.does(.staged(counter, 10)) == "", "60 of 80")
    #expect(machine.does(.staged(counter, 11)) == "prepare 6, schedule", "61 of 80")
    #expect(machine.does(.staged(counter, 30)) == "", "one is on its way")
    machine.acknowledge(6, ["f", "g"])
    _ = machine.handle(.manifestDurable(chk(6)))
    #expect(machine.does(.staged(counter, 10)) == "", "70 of 80, but an eighth is too little")
    #expect(machine.does(.staged(source, 1)) == "prepare 7, schedule", "both together are enough")
    #expect(machine.does(.staged(SubtaskID(chain: 9, index: 9), 99)) == "", "a stranger")
  }

  @Test("SEMANTICS 2.5: stores release between two epochs, never while they apply, and only once")
  func releases() {
    var machine = Self.started()
    machine.makeDurable(5, ["a"])
    machine.makeDurable(6, ["b"])
    #expect(machine.does(.retired(chk(3))) == "retire", "the store applies 5")
    #expect(machine.does(.retired(chk(4))) == "")
    #expect(machine.does(.applied(out, chk(5))) == "release out 4", "the newest of both")
    #expect(machine.does(.applied(out, chk(6))) == "", "it is not being applied")
    #expect(machine.does(.released(out)) == "apply out 6:b")
    #expect(machine.does(.released(out)) == "", "twice")
    #expect(machine.does(.applied(out, chk(6))) == "")
    machine.makeDurable(7)
    #expect(machine.does(.retired(chk(4))) == "", "it is released already")
    machine.makeDurable(8)
    #expect(machine.does(.retired(chk(5))) == "release out 5")
  }

  @Test("An end that no store gets nearer to fails, naming stores, epochs and failures, not to be retried")
  func stuckEnd() throws {
    var machine = Self.started(backlog: Self.backlog)
    _ = machine.handle(.endOfData(source))
    machine.acknowledge(5, ["d"])
    #expect(machine.does(.manifestDurable(chk(5))) == "complete 5, retire, watch 1")
    #expect(machine.does(.storesProgressed(1)) == "watch 2")
    #expect(machine.does(.storesStuck(1, [:])) == "", "that wait is over")
    #expect(machine.does(.applied(out, chk(2))) == "apply out 4:b+c, watch 3")
    #expect(machine.does(.storesStuck(2, [:])) == "")
    #expect(machine.does(.storesStuck(3, [out: "disk full"])) == "fail")
    let failure = try #require(machine.failure)
    #expect(!failure.isRetriable)
    for part in ["out is at chk-2", "2 left", "disk full", "chk-5", "the next run only finishes"] {
      #expect(failure.message.contains(part), "\(part) in \(failure.message)")
    }
  }

  @Test("Stores that are stuck in the middle of a job end nothing")
  func stuckInTheMiddle() {
    var machine = Self.started()
    machine.makeDurable(5, ["a"])
    #expect(machine.does(.storesStuck(0, [out: "disk full"])) == "")
    #expect(machine.state == .idle)
  }
}
