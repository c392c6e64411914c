import Testing
import WeirCore
import WeirTestKit

@testable import WeirCheckpoints

/// Random walks through the machine against a model of subtasks, disk and stores.
@Suite struct CoordinatorWalkTests {
  /// What surrounds the machine, and what it must never see.
  struct World {
    var machine: CoordinatorStateMachine
    var generator: SeededGenerator
    let subtasks: [SubtaskID]
    /// Whether stores lag behind checkpoints.
    let isSlow: Bool
    /// Sealed by each subtask and not known by it to be complete.
    var held: [SubtaskID: [Segment]] = [:]
    var sealedCount = 0
    /// Acknowledgements on their way.
    var mail: [Acknowledgement] = []
    /// Completions on their way to the subtasks.
    var completions: [CheckpointID] = []
    var acknowledged: [CheckpointID: [SubtaskID: [Segment]]] = [:]
    var preparing: CheckpointID?
    var writing: CompletedCheckpoint?
    var durable: [CheckpointID] = []
    var applying: [OperatorID: EpochCommit] = [:]
    /// Stores that are releasing.
    var releasing: Set<OperatorID> = []
    /// What each store's partitions hold.
    var stored: [OperatorID: [Int: CheckpointID]] = [:]
    var isThrottled = false
    var applied: [OperatorID: [EpochCommit]] = [:]
    var barrier: Barrier?
    var completed: CheckpointID = chk(0)
    var newest = chk(0)
    var retiring = false
    var problem: String?
    var end: JobEnd?
    let sinks = [out, other]

    init(seed: UInt64) {
      subtasks = (0..<3).map { SubtaskID(chain: $0 / 2, index: $0 % 2) }
      generator = SeededGenerator(seed: seed)
      isSlow = seed % 2 == 1
      machine = CoordinatorStateMachine(
        subtasks: Set(subtasks), sourceSubtasks: Set(subtasks.prefix(2)), sinks: [out, other],
        firstCheckpoint: chk(1), declineLimit: .max,
        limits: CommitLimits(unappliedByteCount: 60))
    }

    mutating func fail(_ text: String) { if problem == nil { problem = text } }
  }

  @Test("SEMANTICS 2.1: 2.2 2.5 random walks keep every promise and lose no segment", arguments: 0..<50)
  func walk(block: Int) {
    for seed in UInt64(block * 40)..<UInt64(block * 40 + 40) {
      var world = World(seed: seed)
      world.deliver(.start)
      var steps = 0
      while world.end == nil, world.problem == nil, steps < 3000 {
        world.step(isEnding: steps > 400)
        steps += 1
      }
      #expect(world.problem == nil, "seed \(seed)")
      #expect(world.end != nil, "seed \(seed): not over after \(steps) steps")
      let applied = world.applied.values.flatMap { $0.flatMap(\.segments) }.map(\.name)
      #expect(Set(applied).count == applied.count, "seed \(seed): applied twice")
      #expect(applied.count == world.sealedAtEnd, "seed \(seed): lost")
    }
  }
}

extension CoordinatorWalkTests.World {
  /// What was sealed when the last checkpoint was taken: everything, as sealing stops there.
  var sealedAtEnd: Int { sealedCount }

  mutating func deliver(_ event: CoordinatorStateMachine.Event) {
    let actions = machine.handle(event)
    for action in actions { obey(action) }
    if let broken = machine.brokenInvariant { fail(broken) }
    let bytes = machine.unappliedByteCount
    if machine.state != .ended, isThrottled ? bytes <= 30 : bytes > 60 {
      fail("\(bytes) bytes, and the sources are \(isThrottled ? "held" : "reading")")
    }
  }

  mutating func step(isEnding: Bool) {
    switch Int.random(in: 0..<13, using: &generator) {
    case 0: deliver(.triggerRequested)
    case 1: if isEnding { deliver(.endOfData(subtasks[0])) }
    case 2: if isEnding { deliver(.endOfData(subtasks[1])) }
    case 3: if let preparing { deliver(.prepared(preparing)) }
    case 4, 5: acknowledge()
    case 6: if !mail.isEmpty { deliver(.acknowledged(mail.remove(at: anyIndex(mail.count)))) }
    case 7:
      if Bool.random(using: &generator), let barrier { deliver(.timedOut(barrier.checkpoint)) }
    case 8:
      if let writing {
        durable.append(writing.id)
        self.writing = nil
        deliver(.manifestDurable(writing.id))
      }
    case 9, 10: if !isSlow || Int.random(in: 0..<12, using: &generator) == 0 { apply() }
    case 11: endRemoval()
    default: hearOfCompletion()
    }
  }

  private mutating func anyIndex(_ count: Int) -> Int {
    Int.random(in: 0..<count, using: &generator)
  }

  /// A subtask meets the barrier: seals what it has and sends all that it holds.
  private mutating func acknowledge() {
    guard let barrier else { return }
    let subtask = subtasks[anyIndex(3)]
    guard acknowledged[barrier.checkpoint]?[subtask] == nil else { return }
    if Bool.random(using: &generator), machine.endedSources.count < 2 {
      sealedCount += 1
      held[subtask, default: []].append(segment("\(sealedCount)", partition: anyIndex(3)))
    }
    let segments = held[subtask] ?? []
    acknowledged[barrier.checkpoint, default: [:]][subtask] = segments
    let sink = subtask.chain == 0 ? out : other
    mail.append(
      Acknowledgement(subtask: subtask, checkpoint: barrier.checkpoint, segments: [sink: segments]))
  }

  private mutating func apply() {
    guard let sink = applying.keys.sorted().randomElement(using: &generator),
      let commit = applying.removeValue(forKey: sink)
    else { return }
    applied[sink, default: []].append(commit)
    for partition in commit.partitions {
      if commit.previous[partition] != stored[sink]?[partition] {
        fail("\(commit.epoch) of \(sink) has a gap in partition \(partition)")
      }
      stored[sink, default: [:]][partition] = commit.epoch
    }
    deliver(.applied(sink, commit.epoch))
  }

  private mutating func endRemoval() {
    if let sink = releasing.sorted().randomElement(using: &generator) {
      releasing.remove(sink)
      deliver(.released(sink))
    } else if retiring {
      retiring = false
      deliver(.retired(durable.suffix(3).first))
    }
  }

  private mutating func hearOfCompletion() {
    guard !completions.isEmpty else { return }
    let id = completions.removeFirst()
    for (subtask, segments) in acknowledged[id] ?? [:] {
      let names = Set(segments.map(\.name))
      held[subtask]?.removeAll { names.contains($0.name) }
    }
  }

  private mutating func obey(_ action: CoordinatorStateMachine.Action) {
    switch action {
    case .prepare(let id):
      if id <= newest { fail("\(id) after \(newest)") }
      if writing != nil || barrier != nil { fail("two in flight") }
      newest = id
      preparing = id
    case .inject(let injected):
      if injected.checkpoint != preparing { fail("injected without a trace on disk") }
      preparing = nil
      barrier = injected
    case .abort(let id):
      if barrier?.checkpoint != id { fail("aborted \(id)") }
      barrier = nil
    case .writeManifest(let completed):
      if acknowledged[completed.id]?.count != 3 { fail("\(completed.id) is not complete") }
      barrier = nil
      writing = completed
      let listed = completed.unapplied.values.flatMap { $0 }.filter { $0.epoch < completed.id }
      for commit in applying.values where !listed.contains(commit) {
        fail("\(commit.epoch) is missing in the manifest of \(completed.id)")
      }
    case .apply(let sink, let commit):
      if !durable.contains(commit.epoch) { fail("early commit of \(commit.epoch)") }
      if releasing.contains(sink) { fail("\(sink) applies while it releases") }
      if applying.updateValue(commit, forKey: sink) != nil { fail("overlapping commits") }
      if let last = applied[sink]?.last, last.epoch >= commit.epoch { fail("commits out of order") }
    case .complete(let id):
      if id <= completed { fail("completed backwards") }
      if !durable.contains(id) { fail("completed too early") }
      completed = id
      completions.append(id)
    case .retire:
      if retiring { fail("two removals") }
      retiring = true
    case .release(let sink, let oldest):
      if applying[sink] != nil || !releasing.insert(sink).inserted { fail("released at work") }
      if !durable.contains(oldest) { fail("\(oldest) was never durable") }
    case .throttle(let isThrottling):
      if isThrottling == isThrottled { fail("throttled twice") }
      isThrottled = isThrottling
    case .end(let end):
      if !applying.isEmpty || retiring || !releasing.isEmpty { fail("ended too early") }
      self.end = end
    case .fail(let text): fail(text)
    case .scheduleNext, .startTimeout, .watchStores: break
    }
  }
}
