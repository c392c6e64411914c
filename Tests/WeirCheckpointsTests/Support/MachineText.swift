import WeirCore

@testable import WeirCheckpoints

/// Actions, states and segments as short texts, so that tables of them can be read.
extension CoordinatorStateMachine.Action {
  var text: String {
    switch self {
    case .prepare(let id): "prepare \(id.number)"
    case .scheduleNext: "schedule"
    case .inject(let barrier): "inject \(barrier.checkpoint.number)\(barrier.isFinal ? "!" : "")"
    case .startTimeout(let id): "timeout \(id.number)"
    case .abort(let id): "abort \(id.number)"
    case .writeManifest(let completed): "write \(completed.text)"
    case .apply(let sink, let commit): "apply \(sink) \(commit.text)"
    case .release(let sink, let oldest): "release \(sink) \(oldest.number)"
    case .throttle(let isThrottling): isThrottling ? "throttle" : "go on"
    case .watchStores(let turn): "watch \(turn)"
    case .complete(let id): "complete \(id.number)"
    case .retire: "retire"
    case .end(.finished(let id)): "finished \(id.number)"
    case .end(.stopped(let id)): "stopped \(id.number)"
    case .fail: "fail"
    }
  }
}

extension EpochCommit {
  var text: String { "\(epoch.number):" + segments.map(\.name).joined(separator: "+") }

  /// What it follows: partition and epoch.
  var previousText: String {
    previous.sorted { $0.key < $1.key }.map { "\($0.key)@\($0.value.number)" }
      .joined(separator: " ")
  }
}

extension CompletedCheckpoint {
  var text: String {
    let lists = unapplied.sorted { $0.key < $1.key }.map { sink, commits in
      " \(sink)=" + commits.map(\.text).joined(separator: ",")
    }
    return "\(id.number)\(isFinished ? "!" : "")" + lists.joined()
  }
}

extension CoordinatorStateMachine.State {
  var text: String {
    switch self {
    case .notStarted: "notStarted"
    case .idle: "idle"
    case .preparing(let pending): "preparing \(pending.id.number)"
    case .collecting(let pending): "collecting \(pending.id.number)"
    case .writing(let pending): "writing \(pending.id.number)"
    case .draining(let end): "draining \(end.checkpoint.number)"
    case .ended: "ended"
    }
  }
}

extension CoordinatorStateMachine {
  /// Handles an event and answers with the actions as text.
  mutating func does(_ event: Event) -> String {
    handle(event).map(\.text).joined(separator: ", ")
  }

  /// A machine with one source, one counter and a sink, whose first checkpoint is 5.
  static func sample(
    sinks: Set<OperatorID> = [out], declineLimit: Int = 1, limit: Int64 = 1 << 30,
    backlog: CommitBacklog = CommitBacklog()
  ) -> CoordinatorStateMachine {
    CoordinatorStateMachine(
      subtasks: [source, counter], sourceSubtasks: [source], sinks: sinks,
      firstCheckpoint: chk(5), backlog: backlog, declineLimit: declineLimit,
      limits: CommitLimits(unappliedByteCount: limit))
  }

  /// Runs one checkpoint up to a durable manifest; the counter staged `names`.
  mutating func makeDurable(_ number: UInt64, _ names: [String] = []) {
    _ = handle(.triggerRequested)
    acknowledge(number, names)
    _ = handle(.manifestDurable(chk(number)))
  }

  /// Lets the removal that a durable manifest asked for end, and what it leads to.
  mutating func settleRemovals(oldest: UInt64? = nil) {
    while retention != .none { _ = handle(.retired(oldest.map { chk($0) })) }
    for sink in lanes.keys.sorted() { _ = handle(.released(sink)) }
  }

  /// Has the directory made and every acknowledgement given.
  mutating func acknowledge(_ number: UInt64, _ names: [String] = []) {
    _ = handle(.prepared(chk(number)))
    _ = handle(.acknowledged(acknowledgement(source, number)))
    let staged = names.isEmpty ? [:] : [out: names.map { segment($0) }]
    _ = handle(.acknowledged(acknowledgement(counter, number, staged)))
  }
}
