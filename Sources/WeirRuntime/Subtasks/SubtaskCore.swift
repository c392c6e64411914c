import WeirCheckpoints
import WeirCore
import WeirOperators

/// What source subtasks and others do alike: snapshots, sealing, draining, metrics. Owned by the
/// subtask's one loop.
final class SubtaskCore {
  let id: SubtaskID
  let chain: Chain
  let gate: InputGate
  let services: SubtaskServices
  let alarm: Alarm
  private var sealed = SealedSegments()
  private var uploads: [(checkpoint: CheckpointID, task: SpawnedTask)] = []
  private let started: UInt64
  private var published: UInt64 = 0
  /// What the coordinator was last told of the writers, and when.
  private var reported: (byteCount: Int64, moment: UInt64) = (0, 0)
  /// What was last said of the source.
  private var reading: JobMetrics.Reading?
  /// The watermark that the chain's head has reached.
  var watermark = EventTime.distantPast

  init(id: SubtaskID, chain: Chain, gate: InputGate, services: SubtaskServices) {
    self.id = id
    self.chain = chain
    self.gate = gate
    self.services = services
    alarm = Alarm(environment: services.environment, gate: gate)
    started = services.environment.clock.monotonicNanoseconds()
    chain.context.processingTime = services.environment.clock.now()
  }

  /// Whether nothing waits to be sent and no operator has work left.
  var isSettled: Bool { !chain.context.isSuspended && !chain.needsDraining }

  var monotonicNanoseconds: UInt64 { services.environment.clock.monotonicNanoseconds() }

  var failpoints: any Failpoints { services.environment.failpoints }

  /// Snapshot, barrier onwards, sinks sealed, then the rest in the background. The barrier leaves
  /// before any record that follows it.
  func checkpoint(_ barrier: Barrier, extraSections: [StateSection] = []) async throws {
    for sink in chain.sinks { try await sink.takeRequests() }
    try failpoints.hit(.operatorBeforeSnapshot)
    let sections = extraSections + (try chain.snapshot())
    try failpoints.hit(.operatorAfterSnapshot)
    try failpoints.hit(.operatorBeforeForward)
    chain.forward(barrier)
    try await chain.drain()
    for sink in chain.sinks {
      do {
        let segments = try await sink.seal(
          barrier.checkpoint, isFinal: barrier.isFinal)
        sealed.add(segments, of: sink.id, sealedFor: barrier.checkpoint)
      } catch let error as WeirError {
        throw error.located(.init(operatorID: sink.id.name, subtask: id.index))
      }
    }
    let upload = SnapshotUpload(
      subtask: id, checkpoint: barrier.checkpoint, sections: sections,
      segments: sealed.outstanding, services: services)
    let task = services.environment.spawner.spawn { await upload.run() }
    uploads.append((barrier.checkpoint, task))
  }

  func complete(_ checkpoint: CheckpointID) {
    sealed.complete(checkpoint)
    uploads.removeAll { $0.checkpoint <= checkpoint }
  }

  /// Reads the clock, fires timers that are due and sets the alarm for the next.
  func fireTimers() throws {
    let now = services.environment.clock.now()
    // What functions see as the time; every burst or batch sees a new one.
    chain.context.processingTime = now
    guard let next = chain.nextProcessingTimer else { return }
    try chain.advance(to: now)
    let wait = (chain.nextProcessingTimer ?? next).milliseconds - now.milliseconds
    alarm.set(after: .milliseconds(max(1, wait)))
  }

  /// Waits while operators wait for asynchronous calls: for a result, for their next moment, or for
  /// whatever else comes through the gate. The time counts as waiting for room.
  func awaitCalls(into burst: inout ContiguousArray<InputGateStateMachine.Entry>) async throws {
    chain.flush()
    try await chain.drain()
    publish()
    let clock = services.environment.clock
    if let until = chain.context.waitingUntil {
      alarm.set(after: .milliseconds(max(1, until.milliseconds - clock.now().milliseconds)))
    }
    let since = monotonicNanoseconds
    try await gate.take(into: &burst)
    chain.noteBlocked(monotonicNanoseconds &- since)
    chain.context.processingTime = clock.now()
  }

  /// Publishes counts, at most ten times a second unless asked to.
  func publish(reading: @autoclosure () -> JobMetrics.Reading? = nil, force: Bool = false) {
    let now = monotonicNanoseconds
    guard force || now &- published > 100_000_000 else { return }
    published = now
    if let reading = reading() { self.reading = reading }
    var counts = JobMetrics.SubtaskCounts()
    for chainOperator in chain.operators {
      counts.operators[chainOperator.id] = JobMetrics.OperatorCounts(
        recordsIn: chainOperator.recordsIn, recordsOut: chainOperator.recordsOut,
        counters: chain.counters(of: chainOperator))
    }
    counts.blockedNanoseconds = chain.blockedNanoseconds
    counts.runningNanoseconds = now &- started
    counts.watermark = max(watermark, chain.keyedWatermark ?? watermark)
    counts.reading = self.reading
    counts.sent = chain.sent
    services.metrics.publish(counts, of: id)
  }

  /// Whether writers hold something that the coordinator is to be told of.
  var hasWriters: Bool { !chain.sinks.isEmpty }

  /// Tells the coordinator what the writers hold, at most ten times a second.
  func reportStaged() async {
    let byteCount = chain.sinks.reduce(Int64(0)) { $0 &+ $1.stagedByteCount }
    guard byteCount != reported.byteCount else { return }
    let now = monotonicNanoseconds
    guard now &- reported.moment > 100_000_000 || reported.moment == 0 else { return }
    reported = (byteCount, max(1, now))
    await services.coordinator.noteStaged(byteCount, of: id)
  }

  /// The attempt is over: nothing goes on behind its back.
  func end() async {
    alarm.cancel()
    chain.close()
    for upload in uploads { await upload.task.wait() }
    await chain.abandon()
    publish(force: true)
  }
}
