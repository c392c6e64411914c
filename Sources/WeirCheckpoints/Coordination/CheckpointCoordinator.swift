import WeirCore
import WeirStorage

/// Runs the checkpoints of one attempt: asks for barriers, collects acknowledgements, makes
/// manifests durable, has the stores apply them, and removes old ones.
///
/// It decides nothing: what happens goes to its state machine, and the answer is done here. Work
/// that takes time runs as effects, each of which ends in one event.
public actor CheckpointCoordinator {
  private let job: JobIdentity
  private let sinks: [OperatorID: any Applier]
  private let store: CheckpointStore
  private let environment: Environment
  private let options: CheckpointOptions
  private let participants: any CheckpointParticipants
  private let phaseObserver: @Sendable (CheckpointPhase) -> Void
  private let lagObserver: @Sendable (CommitLag) -> Void

  private var machine: CoordinatorStateMachine
  private var observedPhase = CheckpointPhase.idle
  private var observedLag = CommitLag()
  private var outcome: Result<JobEnd, WeirError>?
  private var waiter: CheckedContinuation<Void, Never>?
  private var effects: [UInt64: SpawnedTask] = [:]
  private var lastEffect: UInt64 = 0
  /// The effect that waits for the next checkpoint's time.
  private var alarm: UInt64?
  /// The effect that waits for the end of a checkpoint's time.
  private var timeout: UInt64?
  /// The effect that waits for a sign of life of a store, at the end.
  private var watch: UInt64?
  /// The newest epoch that any store was told of.
  private var newestTold: CheckpointID?

  /// - Parameters:
  ///   - subtasks: Everyone who must acknowledge.
  ///   - sourceSubtasks: Those that barriers are injected into; part of `subtasks`.
  ///   - sinks: The appliers, each of which has recovered already.
  ///   - firstCheckpoint: Higher than every id that was ever used in this directory.
  ///   - backlog: What recovery has left for the appliers. When it is that of a finished job, no
  ///     checkpoint is made, and the run ends when the stores have applied it.
  ///   - phaseObserver: Told of every change, in order, before what follows from it is done. It
  ///     must return at once.
  ///   - lagObserver: Told whenever the stores' distance from the newest checkpoint changes; like
  ///     the other.
  public init(
    job: JobIdentity, subtasks: Set<SubtaskID>, sourceSubtasks: Set<SubtaskID>,
    sinks: [OperatorID: any Applier], store: CheckpointStore, environment: Environment,
    options: CheckpointOptions = CheckpointOptions(), firstCheckpoint: CheckpointID,
    backlog: CommitBacklog = CommitBacklog(), participants: any CheckpointParticipants,
    phaseObserver: @escaping @Sendable (CheckpointPhase) -> Void = { _ in },
    lagObserver: @escaping @Sendable (CommitLag) -> Void = { _ in }
  ) {
    self.job = job
    self.sinks = sinks
    self.store = store
    self.environment = environment
    self.options = options
    self.participants = participants
    self.phaseObserver = phaseObserver
    self.lagObserver = lagObserver
    machine = CoordinatorStateMachine(
      subtasks: subtasks, sourceSubtasks: sourceSubtasks, sinks: Set(sinks.keys),
      firstCheckpoint: firstCheckpoint, backlog: backlog, declineLimit: options.declineLimit,
      limits: CommitLimits(unappliedByteCount: options.unappliedByteLimit))
  }

  /// Runs until the job's last checkpoint is applied. Called once.
  ///
  /// Cancelling ends it as soon as the file operations and store calls that have begun are over;
  /// none of them goes on behind its back.
  /// - Throws: ``WeirError`` when a manifest cannot be written, a store cannot apply, checkpoints
  ///   are declined too often, or the task is cancelled. The attempt must end then. One that must
  ///   not be retried when the last manifest is durable and no store gets any further.
  public func run() async throws -> JobEnd {
    handle(.start)
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if outcome == nil { waiter = continuation } else { continuation.resume() }
      }
    } onCancel: {
      _ = environment.spawner.spawn { await self.cancel() }
    }
    while let (effect, task) = effects.first {
      task.cancel()
      await task.wait()
      effects[effect] = nil
    }
    guard let outcome else { throw Self.cancellation }
    return try outcome.get()
  }

  /// A subtask's part of a checkpoint is durable. Late ones are ignored.
  public func acknowledge(_ acknowledgement: Acknowledgement) {
    handle(.acknowledged(acknowledgement))
  }

  /// A subtask could not make its part durable. The checkpoint is aborted and the job goes on,
  /// until too many in a row are declined.
  public func decline(_ subtask: SubtaskID, _ checkpoint: CheckpointID, _ error: WeirError) {
    handle(.declined(subtask, checkpoint, error))
  }

  /// A source subtask has read everything it is to read. After the last one comes the final
  /// checkpoint.
  /// - Parameter hasMore: There are further records, but this run is to end before them.
  public func endOfData(_ subtask: SubtaskID, hasMore: Bool = false) {
    handle(.endOfData(subtask, hasMore: hasMore))
  }

  /// Makes one more checkpoint and ends the run, so that the job can go on from there.
  public func stop() { handle(.stopRequested) }

  /// So many bytes of a subtask's writers are not closed by a barrier yet. Near the bound of the
  /// stores that asks for a checkpoint.
  public func noteStaged(_ byteCount: Int64, of subtask: SubtaskID) {
    handle(.staged(subtask, byteCount))
  }

  /// Makes a checkpoint now, or right after the one in flight.
  public func triggerNow() { handle(.triggerRequested) }

  private static let cancellation = WeirError(.cancelled, "the attempt was cancelled")

  private func cancel() { handle(.failed(Self.cancellation)) }
}

extension CheckpointCoordinator {
  private func handle(_ event: CoordinatorStateMachine.Event) {
    let actions = machine.handle(event)
    if case .manifestDurable(let id) = event, outcome == nil { observe(.manifestDurable(id)) }
    observe(machine.phase)
    observeLag()
    for action in actions {
      do {
        try perform(action)
      } catch {
        handle(.failed(Self.wrapped(error)))
        return
      }
    }
  }

  private func observe(_ phase: CheckpointPhase) {
    guard phase != observedPhase else { return }
    observedPhase = phase
    phaseObserver(phase)
  }

  private func observeLag() {
    let lag = machine.lag
    guard lag != observedLag else { return }
    observedLag = lag
    lagObserver(lag)
  }

  private func perform(_ action: CoordinatorStateMachine.Action) throws {
    switch action {
    case .prepare(let id):
      begin { [store] in
        try await store.prepare(id)
        return .prepared(id)
      }
    case .scheduleNext:
      guard let interval = options.interval else { return }
      stop(&alarm)
      alarm = begin { [environment] in
        try await environment.clock.sleep(for: interval)
        return .intervalElapsed
      }
    case .inject(let barrier):
      try environment.failpoints.hit(.coordinatorBeforeInject)
      participants.inject(barrier)
    case .startTimeout(let id):
      timeout = begin { [environment, options] in
        try await environment.clock.sleep(for: options.timeout)
        return .timedOut(id)
      }
    case .abort(let id):
      stop(&timeout)
      participants.abort(id)
    case .writeManifest(let checkpoint):
      stop(&timeout)
      write(checkpoint)
    case .apply(let sink, let commit): apply(commit, to: sink)
    case .release(let sink, let oldest): release(oldest, in: sink)
    case .complete(let id): participants.complete(id)
    case .throttle(let isThrottling): participants.throttle(isThrottling)
    case .watchStores(let turn): watchStores(turn)
    case .retire:
      begin { [store, options] in
        .retired(try await store.retire(keeping: options.retainedCount))
      }
    case .end(let end): finish(.success(end))
    case .fail: finish(.failure(machine.failure ?? Self.cancellation))
    }
  }

  private func write(_ checkpoint: CompletedCheckpoint) {
    let manifest = Manifest(job, checkpoint, created: environment.clock.now())
    begin { [store, environment] in
      try await environment.blocking.run { try environment.failpoints.hit(.acknowledgeLast) }
      try await store.writeManifest(manifest)
      try await environment.blocking.run { try environment.failpoints.hit(.notifyBefore) }
      return .manifestDurable(checkpoint.id)
    }
  }

  private func apply(_ commit: EpochCommit, to sink: OperatorID) {
    guard let applier = sinks[sink] else { return }
    let isFirst = newestTold.map { $0 < commit.epoch } ?? true
    if isFirst { newestTold = commit.epoch }
    begin { [environment] in
      do {
        try await applier.apply(commit)
      } catch {
        throw Self.wrapped(error).located(WeirError.Location(operatorID: sink.name))
      }
      if isFirst {
        try await environment.blocking.run { try environment.failpoints.hit(.notifyAfterFirst) }
      }
      return .applied(sink, commit.epoch)
    }
  }

  private func release(_ oldest: CheckpointID, in sink: OperatorID) {
    guard let applier = sinks[sink] else { return }
    begin { [environment] in
      try await environment.blocking.run { try environment.failpoints.hit(.cleanupBeforeRelease) }
      do {
        try await applier.release(upTo: oldest)
      } catch {
        throw Self.wrapped(error).located(WeirError.Location(operatorID: sink.name))
      }
      return .released(sink)
    }
  }

  private func watchStores(_ turn: Int) {
    stop(&watch)
    watch = begin { [environment, options, sinks] in
      let before = sinks.mapValues { $0.status.appliedCount }
      try await environment.clock.sleep(for: options.drainTimeout)
      let after = sinks.mapValues { $0.status }
      if after.mapValues(\.appliedCount) != before { return .storesProgressed(turn) }
      return .storesStuck(turn, after.compactMapValues(\.lastFailure))
    }
  }

  private func finish(_ result: Result<JobEnd, WeirError>) {
    guard outcome == nil else { return }
    outcome = result
    if case .success = result {
      do {
        try environment.failpoints.hit(.shutdownAfterFinalBarrier)
      } catch {
        outcome = .failure(Self.wrapped(error))
      }
    }
    waiter?.resume()
    waiter = nil
  }
}

extension CheckpointCoordinator {
  /// Starts work that ends in an event, or in a failure of the run.
  @discardableResult
  private func begin(
    _ work: @escaping @Sendable () async throws -> CoordinatorStateMachine.Event
  ) -> UInt64 {
    lastEffect += 1
    let effect = lastEffect
    effects[effect] = environment.spawner.spawn {
      do {
        let event = try await work()
        await self.effectEnded(effect, event)
      } catch {
        // What was cancelled was asked to end, and nobody waits for what it would have said.
        let isExpected = error is CancellationError && Task.isCancelled
        await self.effectEnded(effect, isExpected ? nil : .failed(Self.wrapped(error)))
      }
    }
    return effect
  }

  private func effectEnded(_ effect: UInt64, _ event: CoordinatorStateMachine.Event?) {
    effects[effect] = nil
    if let event { handle(event) }
  }

  private func stop(_ effect: inout UInt64?) {
    if let effect { effects[effect]?.cancel() }
    effect = nil
  }

  private static func wrapped(_ error: any Error) -> WeirError {
    if let error = error as? WeirError { return error }
    if error is CancellationError { return cancellation }
    return WeirError(.inputOutput, "a checkpoint could not be finished", cause: error)
  }
}
