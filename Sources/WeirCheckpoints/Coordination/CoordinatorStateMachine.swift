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
/// - Every manifest lists all epochs that some store had not applied when it was written.
/// - `complete` is said only when no store has an epoch at or before that checkpoint left to apply.
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
  let unappliedEpochLimit: Int

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
  /// For each sink the epochs to apply, oldest first; the first one is being applied.
  var unapplied: [OperatorID: [EpochCommit]]
  /// What each subtask's last completed acknowledgement listed. The subtask may list it once more
  /// before it hears of the completion.
  var covered: [SubtaskID: [OperatorID: Set<Segment>]] = [:]
  /// Durable checkpoints that were not reported as complete yet, oldest first.
  var unreported: [CheckpointID] = []
  /// What the observer last needs to know when nothing is in flight.
  var lastFinished: CheckpointID?

  init(
    subtasks: Set<SubtaskID>, sourceSubtasks: Set<SubtaskID>, sinks: Set<OperatorID>,
    firstCheckpoint: CheckpointID, declineLimit: Int = 3, unappliedEpochLimit: Int = 64
  ) {
    precondition(sourceSubtasks.isSubset(of: subtasks))
    self.subtasks = subtasks
    self.sourceSubtasks = sourceSubtasks
    self.declineLimit = declineLimit
    self.unappliedEpochLimit = unappliedEpochLimit
    nextCheckpoint = firstCheckpoint
    unapplied = Dictionary(uniqueKeysWithValues: sinks.map { ($0, []) })
  }

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
    case retired
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
    case .retired: return retired()
    case .failed(let error): return fail(error)
    }
  }

  mutating func fail(_ error: WeirError) -> [Action] {
    state = .ended
    failure = error
    return [.fail(error.description)]
  }
}
