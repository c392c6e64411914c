import Synchronization
import WeirCheckpoints
import WeirCore
import WeirGraph

/// Collects what a run says of itself while it goes on.
final class RunMonitor: Sendable {
  private struct State {
    var phase = CheckpointPhase.idle
    var latest: CheckpointID?
    var completed: EventTime?
    var duration: Int64?
    var injected: UInt64 = 0
    var name = "starting"
    var attempt: UInt64 = 0
    var restarts = 0
    var lastError: String?
    var metrics: JobMetrics?
    /// Monotonic nanoseconds; the end is nil while the attempt runs.
    var attemptBegan: UInt64 = 0
    var attemptEnded: UInt64?
    var coordinator: CheckpointCoordinator?
    var appliers: [OperatorID: any Applier] = [:]
    /// How the stores were when the last attempt ended.
    var lastStatuses: [OperatorID: StoreStatus] = [:]
    var lag = CommitLag()
    var completedSinceRestart = false
    var isStopRequested = false
    var isUnderway = false
  }

  private let state = Mutex(State())
  private let environment: Environment
  private let started: UInt64
  private let phaseFile: (any File)?

  init(environment: Environment, phaseFile: String?) throws {
    self.environment = environment
    started = environment.clock.monotonicNanoseconds()
    self.phaseFile = try phaseFile.map { try environment.fileSystem.open($0, .update) }
  }

  var coordinator: CheckpointCoordinator? { state.withLock { $0.coordinator } }

  var isStopRequested: Bool { state.withLock { $0.isStopRequested } }

  /// Remembers that the run is to stop, for attempts that have not begun; the coordinator of the one
  /// that has, which must be told.
  func requestStop() -> CheckpointCoordinator? {
    state.withLock { state in
      state.isStopRequested = true
      state.name = "stopping"
      return state.coordinator
    }
  }

  func setState(_ name: String) { state.withLock { $0.name = name } }

  /// The run has failed for good.
  func ended(by error: any Error) {
    state.withLock { state in
      state.name = "failed"
      state.lastError = (error as? WeirError)?.description ?? "\(error)"
    }
  }

  /// Recovery has decided that the run goes on, or what ends it is more than a refusal.
  func setUnderway() { state.withLock { $0.isUnderway = true } }

  /// Whether the run has something to say of itself. Before, what the last run said stands. A store
  /// that keeps recovery waiting is something to say.
  var isUnderway: Bool {
    if state.withLock({ $0.isUnderway }) { return true }
    guard failingStore != nil else { return false }
    setUnderway()
    return true
  }

  /// Nothing is left to do; this is what was counted when it was done.
  func wasComplete(_ metrics: JobMetrics) {
    let now = environment.clock.monotonicNanoseconds()
    state.withLock { state in
      state.metrics = metrics
      (state.attemptBegan, state.attemptEnded) = (now, now)
    }
  }

  /// An attempt looks into its stores; what they say of themselves is to be seen from now on.
  func recoveryBegan(_ appliers: [OperatorID: any Applier]) {
    state.withLock { $0.appliers = appliers }
  }

  func recoveryFailed() {
    let statuses = state.withLock { $0.appliers }.mapValues(\.status)
    state.withLock { state in
      state.appliers = [:]
      state.lastStatuses = statuses
    }
  }

  /// A store that does not work at the moment, and what it said last.
  var failingStore: (sink: OperatorID, failure: String)? {
    let appliers = state.withLock { $0.appliers }
    for (sink, applier) in appliers.sorted(by: { $0.key < $1.key }) {
      let status = applier.status
      if status.failureCount > 0 { return (sink, status.lastFailure ?? "it fails") }
    }
    return nil
  }

  func attemptBegan(
    metrics: JobMetrics, coordinator: CheckpointCoordinator, appliers: [OperatorID: any Applier],
    attempt: Attempt
  ) {
    let now = environment.clock.monotonicNanoseconds()
    state.withLock { state in
      state.metrics = metrics
      state.attemptBegan = now
      state.attemptEnded = nil
      state.coordinator = coordinator
      state.appliers = appliers
      state.attempt = attempt.number
      if state.name != "stopping" { state.name = "running" }
    }
  }

  func attemptEnded() {
    let now = environment.clock.monotonicNanoseconds()
    let appliers = state.withLock { $0.appliers }
    let statuses = appliers.mapValues(\.status)
    state.withLock { state in
      state.coordinator = nil
      state.attemptEnded = now
      state.appliers = [:]
      state.lastStatuses = statuses
    }
  }

  func lagChanged(_ lag: CommitLag) { state.withLock { $0.lag = lag } }

  func failed(_ error: WeirError, restarts: Int) {
    state.withLock { state in
      state.lastError = error.description
      state.isUnderway = true
      state.restarts = restarts
      if !state.isStopRequested { state.name = "restarting" }
      state.completedSinceRestart = false
    }
  }

  /// Whether a checkpoint was completed since the last failure.
  var hasProgressed: Bool { state.withLock { $0.completedSinceRestart } }

  func phaseChanged(_ phase: CheckpointPhase) {
    let now = environment.clock.monotonicNanoseconds()
    let completed = EventTime(milliseconds: environment.clock.now().milliseconds)
    state.withLock { state in
      state.phase = phase
      switch phase {
      case .injected: state.injected = now
      case .manifestDurable(let id):
        state.latest = id
        state.completed = completed
        state.duration = Int64((now &- state.injected) / 1_000_000)
        state.completedSinceRestart = true
      default: break
      }
    }
    writePhase(phase)
  }

  /// One line of fixed length, overwritten: what a killed process was at stays readable.
  private func writePhase(_ phase: CheckpointPhase) {
    guard let phaseFile else { return }
    let word =
      switch phase {
      case .idle: "idle"
      case .injected: "injected"
      case .allAcknowledged: "acknowledged"
      case .manifestDurable: "manifest"
      case .committing: "committing"
      case .done: "done"
      }
    let line = word + String(repeating: " ", count: 15 - word.utf8.count) + "\n"
    // A test's aid: that it cannot be written must not stop the job.
    try? Array(line.utf8).withUnsafeBytes { try phaseFile.write($0, at: 0) }
  }

  /// What the attempt's subtasks have sent each other, as they last said.
  var sent: SendCounts {
    let counts = state.withLock { $0.metrics }?.snapshot() ?? [:]
    return counts.values.reduce(into: SendCounts()) { $0.add($1.sent) }
  }

  /// What the run says now.
  func progress(job: String, plan: ExecutionPlan?, processID: Int) -> JobProgress {
    let state = state.withLock { $0 }
    var progress = JobProgress()
    progress.job = job
    progress.processID = processID
    progress.state = state.name
    progress.attempt = Int(clamping: state.attempt)
    progress.restarts = state.restarts
    let now = environment.clock.monotonicNanoseconds()
    progress.elapsedMilliseconds = Int64((now &- started) / 1_000_000)
    progress.updated = EventTime(milliseconds: environment.clock.now().milliseconds)
    progress.lastError = state.lastError
    progress.checkpoint.latest = state.latest?.number
    progress.checkpoint.completed = state.completed
    progress.checkpoint.durationMilliseconds = state.duration
    progress.checkpoint.phase = state.phase.description
    let statuses = state.lastStatuses.merging(state.appliers.mapValues(\.status)) { $1 }
    progress.stores = StoreProgress.list(state.lag, statuses)
    progress.isThrottled = state.lag.isThrottling
    if let plan, let metrics = state.metrics {
      let counts = metrics.snapshot()
      let end = state.attemptEnded ?? now
      progress.attemptMilliseconds = Int64((end &- state.attemptBegan) / 1_000_000)
      progress.recordsRead = Self.recordsRead(plan, counts)
      progress.operators = Self.operators(plan, counts)
      progress.fractionRead = Self.fractionRead(counts)
    }
    return progress
  }

  private static func operators(
    _ plan: ExecutionPlan, _ counts: [SubtaskID: JobMetrics.SubtaskCounts]
  ) -> [JobProgress.OperatorProgress] {
    plan.chains.flatMap { chain in
      let subtasks = (0..<chain.parallelism).compactMap {
        counts[SubtaskID(chain: chain.index, index: $0)]
      }
      return chain.nodes.map { node in
        var progress = JobProgress.OperatorProgress()
        progress.id = plan.nodes[node].id.name
        progress.label = plan.nodes[node].label
        progress.parallelism = chain.parallelism
        progress.watermark = subtasks.map(\.watermark).min()
        for subtask in subtasks {
          guard let own = subtask.operators[plan.nodes[node].id] else { continue }
          progress.recordsIn &+= own.recordsIn
          progress.recordsOut &+= own.recordsOut
          for counter in own.counters {
            progress.counters[counter.name, default: 0] &+= counter.value
          }
        }
        let running = subtasks.reduce(0.0) { $0 + Double($1.runningNanoseconds) }
        let blocked = subtasks.reduce(0.0) { $0 + Double($1.blockedNanoseconds) }
        progress.backpressure = running > 0 ? min(1, blocked / running) : 0
        return progress
      }
    }
  }

  /// What all sources together have given.
  private static func recordsRead(
    _ plan: ExecutionPlan, _ counts: [SubtaskID: JobMetrics.SubtaskCounts]
  ) -> UInt64 {
    var sum: UInt64 = 0
    for chain in plan.chains {
      for index in 0..<chain.parallelism {
        guard let subtask = counts[SubtaskID(chain: chain.index, index: index)],
          subtask.reading != nil
        else { continue }
        sum &+= subtask.operators[plan.nodes[chain.head].id]?.recordsOut ?? 0
      }
    }
    return sum
  }

  /// The mean over all splits of all sources, where every split can tell.
  static func fractionRead(_ counts: [SubtaskID: JobMetrics.SubtaskCounts]) -> Double? {
    let readings = counts.values.compactMap(\.reading)
    guard !readings.isEmpty else { return nil }
    var sum = 0.0
    var splitCount = 0
    for reading in readings {
      guard let fraction = reading.fraction else { return nil }
      sum += fraction * Double(reading.splitCount)
      splitCount += reading.splitCount
    }
    return splitCount == 0 ? 1 : sum / Double(splitCount)
  }
}
