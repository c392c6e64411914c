import WeirCore

/// Decides what happens to checkpoints: when one begins, when it is complete, when it is aborted,
/// and in which order stores are told. It knows no clock, no disk and no actor; the
/// ``CheckpointCoordinator`` tells it what happened and does what it answers.
///
/// What holds at all times:
/// - One checkpoint is in flight at most, and its id is higher than every one before it.
/// - A manifest is written only when every subtask has acknowledged that very checkpoint.
/// - A store is told of an epoch only when the manifest that lists it is durable, of one epoch at a
///   time, oldest first.
/// - Every manifest lists all epochs that some store had not applied when it was written, those
///   that recovery found included, and each epoch names the one before it in each partition.
/// - `complete` is said of durable checkpoints only, in order. It says nothing of the stores.
/// - The run ends only when every store has applied everything.
/// - Sources wait while stores are too far behind; barriers never do.
/// - After the end nothing is asked for any more.
struct CoordinatorStateMachine {
  enum State: Equatable {
    /// The run has not begun; wishes are remembered.
    case notStarted
    /// No checkpoint is in flight.
    case idle
    /// Its directory is being made durable, so that its id is never used again.
    case preparing(PendingCheckpoint)
    /// Its barrier is out.
    case collecting(PendingCheckpoint)
    /// All acknowledgements are in and its manifest is being written.
    case writing(PendingCheckpoint)
    /// The last manifest is durable; stores are still at work.
    case draining(JobEnd)
    case ended
  }

  /// The strongest wish for a checkpoint that is not in flight yet.
  enum Wish: Int, Comparable {
    case nothing, regular, stop
    static func < (left: Wish, right: Wish) -> Bool { left.rawValue < right.rawValue }
  }

  /// Old checkpoints are removed by one deletion at a time.
  enum Retention { case none, running, runningAndAgain }

  let subtasks: Set<SubtaskID>
  let sourceSubtasks: Set<SubtaskID>
  let declineLimit: Int
  let limits: CommitLimits
  /// The checkpoint that covers all input, when an attempt begins after it.
  let finishedCheckpoint: CheckpointID?

  var state: State = .notStarted
  var wish: Wish = .nothing
  var retention: Retention = .none
  var nextCheckpoint: CheckpointID
  /// Source subtasks that have nothing more to read.
  var endedSources: Set<SubtaskID> = []
  /// Whether one of them ended before the end of its data: the job is stopped then, not finished.
  var hasUnreadData = false
  /// Declines since the last completed checkpoint.
  var declineCount = 0
  /// What each store has to do.
  var lanes: [OperatorID: CommitLane]
  /// For each sink and partition the newest epoch with data that a durable manifest names. Sinks
  /// that the job no longer has are among them, in case they come back.
  var heads: [OperatorID: [Int: CheckpointID]]
  /// What each subtask's writers have written since its last acknowledgement, in bytes.
  var staged: [SubtaskID: Int64] = [:]
  /// Whether the sources are told to wait.
  var isThrottling = false
  /// Which wait for the stores counts, at the end.
  var drainTurn = 0
  /// What each subtask's last completed acknowledgement listed. The subtask may list it once more
  /// before it hears of the completion.
  var covered: [SubtaskID: [OperatorID: Set<Segment>]] = [:]
  /// The newest checkpoint whose manifest is durable.
  var newestDurable: CheckpointID?
  /// What the observer last needs to know when nothing is in flight.
  var lastFinished: CheckpointID?

  init(
    subtasks: Set<SubtaskID>, sourceSubtasks: Set<SubtaskID>, sinks: Set<OperatorID>,
    firstCheckpoint: CheckpointID, backlog: CommitBacklog = CommitBacklog(),
    declineLimit: Int = 3, limits: CommitLimits = CommitLimits()
  ) {
    precondition(sourceSubtasks.isSubset(of: subtasks))
    self.subtasks = subtasks
    self.sourceSubtasks = sourceSubtasks
    self.declineLimit = declineLimit
    self.limits = limits
    nextCheckpoint = firstCheckpoint
    newestDurable = backlog.checkpoint
    finishedCheckpoint = backlog.isFinished ? backlog.checkpoint : nil
    heads = backlog.heads
    lanes = Dictionary(
      uniqueKeysWithValues: sinks.map { ($0, CommitLane(backlog.unapplied[$0] ?? [])) })
  }

  /// For each sink the epochs to apply, oldest first; the first one is being applied.
  var unapplied: [OperatorID: [EpochCommit]] { lanes.mapValues(\.epochs) }

  /// What happened.
  enum Event {
    case start
    case intervalElapsed
    case triggerRequested
    case stopRequested
    case endOfData(SubtaskID, hasMore: Bool = false)
    case prepared(CheckpointID)
    case acknowledged(Acknowledgement)
    case declined(SubtaskID, CheckpointID, WeirError)
    case timedOut(CheckpointID)
    case manifestDurable(CheckpointID)
    case applied(OperatorID, CheckpointID)
    case released(OperatorID)
    /// Removal is over; the oldest checkpoint that is left.
    case retired(CheckpointID?)
    /// What a subtask's writers hold in bytes that no barrier has closed.
    case staged(SubtaskID, Int64)
    /// A store has done something since the wait of that number began.
    case storesProgressed(Int)
    /// No store has; and what failed last in each.
    case storesStuck(Int, [OperatorID: String])
    case failed(WeirError)
  }

  /// What to do, in order.
  enum Action: Equatable {
    /// Make the checkpoint's directory durable, then report `prepared`.
    case prepare(CheckpointID)
    /// Report `intervalElapsed` when the interval has passed.
    case scheduleNext
    case inject(Barrier)
    /// Report `timedOut` after the timeout, unless an abort or a manifest comes first.
    case startTimeout(CheckpointID)
    case abort(CheckpointID)
    /// Make the manifest durable, then report `manifestDurable`.
    case writeManifest(CompletedCheckpoint)
    /// Have the sink's applier apply it, then report `applied`.
    case apply(OperatorID, EpochCommit)
    /// Have the sink's applier release what older checkpoints needed, then report `released`.
    case release(OperatorID, CheckpointID)
    /// Tell the sources to read no further, or to go on.
    case throttle(Bool)
    /// Report `storesProgressed` or `storesStuck` after the drain's time; a new wait replaces it.
    case watchStores(Int)
    /// Tell the participants.
    case complete(CheckpointID)
    /// Remove old checkpoints, then report `retired`.
    case retire
    case end(JobEnd)
    case fail(String)
  }

  /// The error that ended the run.
  private(set) var failure: WeirError?

  /// Takes note of what happened and says what to do.
  mutating func handle(_ event: Event) -> [Action] {
    if state == .ended { return [] }
    switch event {
    case .start: return start()
    case .intervalElapsed, .triggerRequested: return want(.regular)
    case .stopRequested: return want(.stop)
    case .endOfData(let subtask, let hasMore): return endOfData(subtask, hasMore: hasMore)
    case .prepared(let id): return prepared(id)
    case .acknowledged(let acknowledgement): return acknowledged(acknowledgement)
    case .declined(let subtask, let id, let error): return declined(subtask, id, error)
    case .timedOut(let id): return timedOut(id)
    case .manifestDurable(let id): return manifestDurable(id)
    case .applied(let sink, let epoch): return applied(sink, epoch)
    case .released(let sink): return released(sink)
    case .retired(let oldest): return retired(oldest)
    case .staged(let subtask, let byteCount): return staged(subtask, byteCount)
    case .storesProgressed(let turn): return storesProgressed(turn)
    case .storesStuck(let turn, let failures): return storesStuck(turn, failures)
    case .failed(let error): return fail(error)
    }
  }

  mutating func fail(_ error: WeirError) -> [Action] {
    state = .ended
    failure = error
    return [.fail(error.description)]
  }
}
