import Synchronization
import WeirCheckpoints
import WeirCore
import WeirGraph
import WeirStorage

/// Runs one job in this process: takes its directory, recovers, runs attempt after attempt until
/// the job ends, is stopped, or fails for good.
public final class JobRunner: Sendable {
  private struct Control {
    var isStopRequested = false
    var isCancelled = false
    var attempt: SpawnedTask?
    var isRecovering = false
    /// The wait before a restart.
    var delay: SpawnedTask?
    var monitor: RunMonitor?
    var plan: ExecutionPlan?
    var firstAttempt: Attempt?
  }

  private let jobName: String
  private let keyGroupCount: Int
  private let parameters: @Sendable () throws -> [JobParameter]
  private let define: @Sendable () throws -> JobGraph
  private let options: RunOptions
  private let environment: Environment
  private let paths: JobPaths
  private let control = Mutex(Control())

  /// - Parameter deadLetterSink: where inputs go that sources cannot read; nil: sources with that
  ///   policy drop them.
  public init<J: Job>(
    _ job: J, options: RunOptions, environment: Environment,
    deadLetterSink: (any Sink<DeadLetter>)? = nil
  ) {
    jobName = J.name
    keyGroupCount = J.keyGroupCount
    parameters = { try JobParameters.list(of: job) }
    define = {
      let builder = JobBuilder(deadLetterSink: deadLetterSink)
      try job.define(on: builder)
      return builder.finish()
    }
    self.options = options
    self.environment = environment
    paths = JobPaths(dataDirectory: options.dataDirectory, job: J.name)
  }

  /// Takes the lock, recovers, and runs to the end, restarting by the strategy.
  /// - Throws: ``WeirError``: `invalidJob`, `usage`, `directoryOwned`, `unusableCheckpoint`, or the
  ///   error of the last attempt.
  public func run() async throws -> RunResult {
    do {
      return try await runLocated()
    } catch let error as WeirError {
      throw error.located(.init(job: jobName))
    }
  }

  /// Asks for a final checkpoint; ``run()`` then returns `stopped`. May be called from anywhere.
  ///
  /// A run that waits for its restart stops waiting: one more attempt takes the final checkpoint,
  /// and when that fails as well, ``run()`` throws its error. So does a run that waits for a store
  /// before its first record: there is nothing to take a checkpoint of.
  public func stop() {
    let (coordinator, delay, isRecovering) = control.withLock { control in
      control.isStopRequested = true
      return (control.monitor?.requestStop(), control.delay, control.isRecovering)
    }
    delay?.cancel()
    if isRecovering { endRecoveryOnceAStoreFails() }
    guard let coordinator else { return }
    _ = environment.spawner.spawn { await coordinator.stop() }
  }

  /// Asks for a checkpoint now, or right after the one under way; between attempts nothing happens.
  /// May be called from anywhere.
  public func triggerCheckpoint() {
    guard let coordinator = control.withLock({ $0.monitor })?.coordinator else { return }
    _ = environment.spawner.spawn { await coordinator.triggerNow() }
  }

  /// Ends as soon as possible without a checkpoint; ``run()`` then throws `cancelled`.
  public func cancel() {
    control.withLock { control in
      control.isCancelled = true
      control.attempt?.cancel()
    }
  }

  /// What the job is doing.
  public func progress() -> JobProgress {
    let (monitor, plan) = control.withLock { ($0.monitor, $0.plan) }
    return monitor?.progress(job: jobName, plan: plan, processID: SystemProcess.identifier)
      ?? before
  }

  /// What the last attempt's subtasks have sent each other; complete when the run is over.
  package var sent: SendCounts { control.withLock { $0.monitor }?.sent ?? SendCounts() }

  /// What is known of a run whose directory is not taken yet.
  private var before: JobProgress {
    var progress = JobProgress()
    progress.job = jobName
    progress.processID = SystemProcess.identifier
    progress.updated = EventTime(milliseconds: environment.clock.now().milliseconds)
    return progress
  }

  private func runLocated() async throws -> RunResult {
    let plan = try Planner(parallelism: options.parallelism, keyGroupCount: keyGroupCount)
      .plan(try define(), job: jobName)
    let session = try await DirectorySession.begin(
      paths, isFresh: options.isFresh, environment: environment)
    defer { session.end() }
    let monitor = try RunMonitor(environment: environment, phaseFile: options.phaseFile)
    control.withLock { control in
      control.monitor = monitor
      control.plan = plan
      if control.isStopRequested { _ = monitor.requestStop() }
    }
    let status = StatusFile(path: paths.status, environment: environment) { [self] in
      monitor.isUnderway ? progress() : nil
    }
    status.start()
    do {
      let result = try await attempts(plan, monitor)
      monitor.setState(result.outcome == .stopped ? "stopped" : "finished")
      await status.end()
      return result
    } catch {
      if !Self.isRefusal(error) { monitor.setUnderway() }
      monitor.ended(by: error)
      await status.end()
      throw error
    }
  }

  /// Whether a run that ends with this before it is underway was never begun.
  private static func isRefusal(_ error: any Error) -> Bool {
    switch (error as? WeirError)?.code {
    case .usage, .invalidJob, .unusableCheckpoint, .incompatibleState: true
    default: false
    }
  }

  private func attempts(_ plan: ExecutionPlan, _ monitor: RunMonitor) async throws -> RunResult {
    var restarts = 0
    var unprogressed = 0
    while true {
      do {
        let end = try await attempt(plan, monitor)
        let (outcome, checkpoint) =
          switch end {
          case .ran(.finished(let id)): (RunResult.Outcome.finished, id)
          case .ran(.stopped(let id)): (RunResult.Outcome.stopped, id)
          case .alreadyComplete(let id): (RunResult.Outcome.alreadyComplete, id)
          }
        return RunResult(
          outcome: outcome, checkpoint: checkpoint, stores: stores(plan), restartCount: restarts)
      } catch let error as WeirError where error.isRetriable {
        if monitor.hasProgressed { unprogressed = 0 }
        restarts += 1
        unprogressed += 1
        let delay = options.restart.delay(
          beforeRestart: unprogressed, random: environment.random())
        guard let delay, !isEnding else { throw error }
        monitor.failed(error, restarts: restarts)
        await wait(delay)
        if control.withLock({ $0.isCancelled }) {
          throw WeirError(.cancelled, "the job was cancelled", cause: error)
        }
      }
    }
  }

  /// Waits before a restart, no longer than until the job is stopped or cancelled.
  private func wait(_ delay: Duration) async {
    let sleeper = environment.spawner.spawn { [environment] in
      do { try await environment.clock.sleep(for: delay) } catch { return }
    }
    let isStopRequested = control.withLock { control in
      control.delay = sleeper
      return control.isStopRequested
    }
    if isStopRequested { sleeper.cancel() }
    await begin(sleeper)
    control.withLock { $0.delay = nil }
  }

  /// Waits for work that ``cancel()`` ends.
  private func begin(_ work: SpawnedTask) async {
    let isCancelled = control.withLock { control in
      control.attempt = work
      return control.isCancelled
    }
    if isCancelled { work.cancel() }
    await work.wait()
  }

  private var isEnding: Bool { control.withLock { $0.isCancelled || $0.isStopRequested } }

  private func stores(_ plan: ExecutionPlan) -> [(sink: String, directory: String)] {
    plan.nodes.compactMap { node in
      guard case .sink = node.kind else { return nil }
      return (node.id.name, paths.directory(ofSink: node.id))
    }
  }

  private enum AttemptEnd {
    case ran(JobEnd)
    case alreadyComplete(CheckpointID)
  }

  /// Recovery and one attempt, with the appliers closed whatever happens.
  private func attempt(
    _ plan: ExecutionPlan, _ monitor: RunMonitor
  ) async throws -> AttemptEnd {
    let record = try await AttemptRecord.begin(
      job: jobName, paths: paths, environment: environment)
    let store = CheckpointStore(paths: paths, jobID: record.jobID, environment: environment)
    let firstAttempt = control.withLock { control in
      control.firstAttempt = control.firstAttempt ?? record.attemptNumber
      return control.firstAttempt ?? record.attemptNumber
    }
    let recovery = AttemptRecovery(
      plan: plan, options: options, paths: paths, store: store, record: record,
      job: try identity(record), firstAttempt: firstAttempt,
      changeable: try changeableParameters(), environment: environment)
    let appliers = try await recovery.makeAppliers()
    do {
      let end = try await attempt(recovery, appliers, monitor)
      for applier in appliers.values { await applier.close() }
      return end
    } catch {
      for applier in appliers.values { await applier.close() }
      throw error
    }
  }

  private func attempt(
    _ recovery: AttemptRecovery, _ appliers: [OperatorID: any Applier], _ monitor: RunMonitor
  ) async throws -> AttemptEnd {
    let start = try await recover(recovery, appliers, monitor)
    let runner = AttemptRunner(
      job: recovery.job, plan: recovery.plan, options: options, environment: environment,
      paths: paths, store: recovery.store, record: recovery.record, start: start,
      appliers: appliers, monitor: monitor)
    let shared = SharedOutcome<JobEnd>()
    let task = environment.spawner.spawn {
      do { shared.set(.success(try await runner.run())) } catch { shared.set(.failure(error)) }
    }
    await begin(task)
    let end = try shared.get()
    if case .complete(let checkpoint, _) = start { return .alreadyComplete(checkpoint) }
    return .ran(end)
  }

  /// A recovery that has nothing to wait for goes on, so that the stop can be a clean one.
  private func endRecoveryOnceAStoreFails() {
    _ = environment.spawner.spawn { [self] in
      while true {
        let (isRecovering, recovery) = control.withLock { control in
          (control.isRecovering, control.monitor?.failingStore == nil ? nil : control.attempt)
        }
        guard isRecovering else { return }
        recovery?.cancel()
        do { try await environment.clock.sleep(for: .milliseconds(50)) } catch { return }
      }
    }
  }

  /// May take as long as a store does not work, unless the run is cancelled or stopped.
  private func recover(
    _ recovery: AttemptRecovery, _ appliers: [OperatorID: any Applier], _ monitor: RunMonitor
  ) async throws -> AttemptRecovery.Start {
    monitor.recoveryBegan(appliers)
    let isStopRequested = control.withLock { control in
      control.isRecovering = true
      return control.isStopRequested
    }
    if isStopRequested { endRecoveryOnceAStoreFails() }
    defer { control.withLock { $0.isRecovering = false } }
    let shared = SharedOutcome<AttemptRecovery.Start>()
    let task = environment.spawner.spawn {
      do {
        shared.set(.success(try await recovery.recover(appliers)))
      } catch {
        shared.set(.failure(error))
      }
    }
    await begin(task)
    do {
      let start = try shared.get()
      monitor.setUnderway()
      return start
    } catch {
      let failing = monitor.failingStore
      monitor.recoveryFailed()
      guard error is CancellationError else { throw error }
      guard let failing, !control.withLock({ $0.isCancelled }) else {
        throw WeirError(.cancelled, "the job was cancelled", cause: error)
      }
      throw WeirError(
        .inputOutput, "the job was stopped while it waited for a store: \(failing.failure)",
        at: .init(operatorID: failing.sink.name), isRetriable: true)
    }
  }

  private func identity(_ record: AttemptRecord) throws -> JobIdentity {
    var texts: [String: String] = [:]
    for parameter in try parameters() { texts[parameter.name] = parameter.text }
    return JobIdentity(
      name: jobName, jobID: record.jobID, attempt: record.attemptNumber, parameters: texts,
      keyGroupCount: keyGroupCount, parent: record.parent)
  }

  private func changeableParameters() throws -> Set<String> {
    Set(try parameters().filter(\.isChangeable).map(\.name))
  }
}

/// A result handed from one task to another.
private final class SharedOutcome<Value: Sendable>: Sendable {
  private let value = Mutex<Result<Value, any Error>?>(nil)
  func set(_ result: Result<Value, any Error>) { value.withLock { $0 = result } }
  func get() throws -> Value {
    guard let result = value.withLock({ $0 }) else {
      throw WeirError(.cancelled, "the attempt was cancelled")
    }
    return try result.get()
  }
}
