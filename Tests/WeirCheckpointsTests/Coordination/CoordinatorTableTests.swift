import Testing
import WeirCore

@testable import WeirCheckpoints

/// Every event in every state: what is done, and the state after it.
@Suite struct CoordinatorTableTests {
  typealias Machine = CoordinatorStateMachine

  static let failure = WeirError(.inputOutput, "the disk is gone")

  static let events: [(name: String, event: Machine.Event)] = [
    ("start", .start),
    ("interval", .intervalElapsed),
    ("trigger", .triggerRequested),
    ("stop", .stopRequested),
    ("endOfData", .endOfData(source)),
    ("endOfNoSource", .endOfData(counter)),
    ("prepared", .prepared(chk(5))),
    ("preparedOther", .prepared(chk(4))),
    ("ack", .acknowledged(acknowledgement(source, 5))),
    ("ackOther", .acknowledged(acknowledgement(source, 4))),
    ("ackStranger", .acknowledged(acknowledgement(SubtaskID(chain: 9, index: 0), 5))),
    ("decline", .declined(source, chk(5), failure)),
    ("declineOther", .declined(source, chk(4), failure)),
    ("timedOut", .timedOut(chk(5))),
    ("timedOutOther", .timedOut(chk(4))),
    ("durable", .manifestDurable(chk(5))),
    ("durableOther", .manifestDurable(chk(4))),
    ("applied", .applied(out, chk(5))),
    ("appliedOther", .applied(out, chk(4))),
    ("released", .released(out)),
    ("retired", .retired(nil)),
    ("staged", .staged(counter, 1)),
    ("progressed", .storesProgressed(1)),
    ("progressedBefore", .storesProgressed(0)),
    ("stuck", .storesStuck(1, [:])),
    ("stuckBefore", .storesStuck(0, [:])),
    ("failed", .failed(failure)),
  ]

  /// The counter has acknowledged in `collecting`; the segment of checkpoint 5 is being applied in
  /// `draining`.
  static let states: [(name: String, machine: Machine)] = {
    var machine = Machine.sample()
    var states = [("notStarted", machine)]
    _ = machine.handle(.start)
    states.append(("idle", machine))
    var stopping = machine
    _ = machine.handle(.triggerRequested)
    states.append(("preparing", machine))
    _ = machine.handle(.prepared(chk(5)))
    let staged = [out: [segment("a")]]
    _ = machine.handle(.acknowledged(acknowledgement(counter, 5, staged)))
    states.append(("collecting", machine))
    _ = machine.handle(.acknowledged(acknowledgement(source, 5)))
    states.append(("writing", machine))
    _ = stopping.handle(.stopRequested)
    stopping.acknowledge(5, ["a"])
    _ = stopping.handle(.manifestDurable(chk(5)))
    states.append(("draining", stopping))
    _ = stopping.handle(.failed(failure))
    states.append(("ended", stopping))
    return states
  }()

  /// `-` stands for nothing done and the state kept.
  static let table: [String: [String: String]] = [
    "notStarted": [
      "start": "schedule → idle",
      "failed": "fail → ended",
    ],
    "idle": [
      "interval": "prepare 5, schedule → preparing 5",
      "trigger": "prepare 5, schedule → preparing 5",
      "stop": "prepare 5 → preparing 5",
      "endOfData": "prepare 5 → preparing 5",
      "failed": "fail → ended",
    ],
    "preparing": [
      "prepared": "timeout 5, inject 5 → collecting 5",
      "failed": "fail → ended",
    ],
    "collecting": [
      "ack": "write 5 out=5:a → writing 5",
      "decline": "abort 5 → idle",
      "timedOut": "abort 5 → idle",
      "failed": "fail → ended",
    ],
    "writing": [
      "durable": "complete 5, apply out 5:a, retire → idle",
      "failed": "fail → ended",
    ],
    "draining": [
      "applied": " → draining 5",
      "progressed": "watch 2 → draining 5",
      "stuck": "fail → ended",
      "failed": "fail → ended",
    ],
    "ended": [:],
  ]

  @Test("SEMANTICS 1.9: every event in every state does what the table says", arguments: states.indices)
  func everyEventInEveryState(index: Int) {
    let (name, machine) = Self.states[index]
    for (event, value) in Self.events {
      var machine = machine
      let before = machine.state.text
      let done = machine.does(value)
      let answer = "\(done) → \(machine.state.text)"
      let expected = Self.table[name]?[event] ?? " → \(before)"
      #expect(answer == expected, "\(event) in \(name)")
      #expect(machine.brokenInvariant == nil, "\(event) in \(name)")
    }
  }

  @Test("The table names only states and events that exist")
  func tableIsComplete() {
    #expect(Set(Self.table.keys) == Set(Self.states.map(\.name)))
    let events = Set(Self.events.map(\.name))
    for row in Self.table.values { #expect(events.isSuperset(of: row.keys)) }
  }

  @Test("A wish that comes while a checkpoint is in flight is met right after it")
  func wishesWait() {
    for state in ["preparing", "collecting", "writing"] {
      for (event, next) in [
        ("interval", "prepare 6, schedule"), ("trigger", "prepare 6, schedule"),
        ("stop", "prepare 6"), ("endOfData", "prepare 6"),
      ] {
        var machine = Self.states.first { $0.name == state }!.machine
        if state == "preparing" { _ = machine.handle(.prepared(chk(5))) }
        let value = Self.events.first { $0.name == event }!.event
        #expect(machine.does(value) == "")
        if state == "writing" {
          let done = "complete 5, apply out 5:a, retire, \(next)"
          #expect(machine.does(.manifestDurable(chk(5))) == done)
        } else {
          #expect(machine.does(.timedOut(chk(5))) == "abort 5, \(next)")
        }
      }
    }
  }
}
