import WeirCheckpoints
import WeirCore
import WeirGraph
import WeirOperators
import WeirStorage

/// One attempt: builds the subtasks of a plan, starts them from a checkpoint or from nothing, and
/// runs until the job has ended or something fails. Whatever happens, nothing of the attempt runs on
/// when ``run()`` returns.
struct AttemptRunner: Sendable {
  let job: JobIdentity
  let plan: ExecutionPlan
  let options: RunOptions
  let environment: Environment
  let paths: JobPaths
  let store: CheckpointStore
  let record: AttemptRecord
  let start: AttemptRecovery.Start
  let appliers: [OperatorID: any Applier]
  let monitor: RunMonitor

  func run() async throws -> JobEnd {
    if case .complete(let checkpoint, let backlog) = start {
      return try await finishCommits(checkpoint, backlog)
    }
    let gates = ChainBuilder.makeGates(plan)
    let coordinator = makeCoordinator(gates)
    let metrics = JobMetrics()
    let services = SubtaskServices(
      environment: environment, store: store, coordinator: coordinator, metrics: metrics)
    monitor.attemptBegan(
      metrics: metrics, coordinator: coordinator, appliers: appliers,
      attempt: record.attemptNumber)
    if monitor.isStopRequested { await coordinator.stop() }
    let failure = FirstFailure()
    let run = environment.spawner.spawn {
      do {
        failure.end = try await coordinator.run()
      } catch {
        failure.record(error)
      }
    }
    let tasks: [SpawnedTask]
    do {
      tasks = try await startSubtasks(gates, services, failure) { run.cancel() }
    } catch {
      failure.record(error)
      tasks = []
      run.cancel()
    }
    await withTaskCancellationHandler {
      await run.wait()
    } onCancel: {
      run.cancel()
    }
    for gate in gates.joined() { gate.close() }
    // A reader or a sink may be waiting for something else than its gate.
    for task in tasks { task.cancel() }
    for task in tasks { await task.wait() }
    monitor.attemptEnded()
    return try failure.result()
  }

  /// Nothing is left to read: the stores only come to the last checkpoint.
  private func finishCommits(
    _ checkpoint: CheckpointID, _ backlog: CommitBacklog
  ) async throws -> JobEnd {
    let metrics = await countsAtEnd(checkpoint)
    guard !backlog.isEmpty else {
      monitor.wasComplete(metrics)
      return .finished(checkpoint)
    }
    let coordinator = makeCoordinator(
      subtasks: [], sources: [], backlog, GateParticipants(sources: [], all: []))
    monitor.attemptBegan(
      metrics: metrics, coordinator: coordinator, appliers: appliers,
      attempt: record.attemptNumber)
    defer { monitor.attemptEnded() }
    return try await coordinator.run()
  }

  /// What the operators had counted when all input was read. The stores do not depend on it, so
  /// state that cannot be read any more does not stop them: then nothing is told.
  private func countsAtEnd(_ checkpoint: CheckpointID) async -> JobMetrics {
    let metrics = JobMetrics()
    guard
      let stored = try? await store.sections(named: CounterSection.name, in: checkpoint),
      let sections = try? renamed(stored)
    else { return metrics }
    for chain in plan.chains {
      var counts = JobMetrics.SubtaskCounts()
      counts.watermark = .distantFuture
      for node in chain.nodes.map({ plan.nodes[$0].id }) {
        let sum = try? CounterSection.sum(sections[node] ?? [])
        counts.operators[node] = JobMetrics.OperatorCounts(counters: sum ?? [])
      }
      metrics.publish(counts, of: SubtaskID(chain: chain.index, index: 0))
    }
    return metrics
  }

  private func makeCoordinator(_ gates: [[InputGate]]) -> CheckpointCoordinator {
    var subtasks: Set<SubtaskID> = []
    var sources: Set<SubtaskID> = []
    for chain in plan.chains {
      for index in 0..<chain.parallelism {
        subtasks.insert(SubtaskID(chain: chain.index, index: index))
        if isSource(chain) { sources.insert(SubtaskID(chain: chain.index, index: index)) }
      }
    }
    let sourceGates = plan.chains.filter(isSource).flatMap { gates[$0.index] }
    var backlog = CommitBacklog()
    if case .from(_, let left) = start { backlog = left }
    return makeCoordinator(
      subtasks: subtasks, sources: sources, backlog,
      GateParticipants(sources: sourceGates, all: gates.flatMap { $0 }))
  }

  private func makeCoordinator(
    subtasks: Set<SubtaskID>, sources: Set<SubtaskID>, _ backlog: CommitBacklog,
    _ participants: GateParticipants
  ) -> CheckpointCoordinator {
    CheckpointCoordinator(
      job: job, subtasks: subtasks, sourceSubtasks: sources, sinks: appliers, store: store,
      environment: environment, options: options.checkpoints,
      firstCheckpoint: record.firstCheckpoint, backlog: backlog, participants: participants,
      phaseObserver: { monitor.phaseChanged($0) }, lagObserver: { monitor.lagChanged($0) })
  }

  private var restored: RestoredCheckpoint? {
    if case .from(let checkpoint, _) = start { checkpoint } else { nil }
  }

  private func isSource(_ chain: PlannedChain) -> Bool {
    if case .source = plan.nodes[chain.head].kind { true } else { false }
  }

  private func startSubtasks(
    _ gates: [[InputGate]], _ services: SubtaskServices, _ failure: FirstFailure,
    cancel: @escaping @Sendable () -> Void
  ) async throws -> [SpawnedTask] {
    var tasks: [SpawnedTask] = []
    let sections = try renamed(restored?.sections ?? [:])
    let startLine = StartLine(gates: plan.chains.filter(isSource).flatMap { gates[$0.index] })
    do {
      for chain in plan.chains {
        let prepared = try await prepareSource(of: chain, sections)
        for index in 0..<chain.parallelism {
          tasks.append(
            try await start(
              chain, index, prepared, startLine, gates, services, sections: sections, failure,
              cancel: cancel))
        }
      }
    } catch {
      for gate in gates.joined() { gate.close() }
      for task in tasks { task.cancel() }
      for task in tasks { await task.wait() }
      throw error
    }
    return tasks
  }

  /// State under a former name of an operator goes to the operator that has it now; state that
  /// nobody takes is refused.
  private func renamed(
    _ sections: [OperatorID: [RestoredSection]]
  ) throws -> [OperatorID: [RestoredSection]] {
    var result: [OperatorID: [RestoredSection]] = [:]
    for (id, own) in sections {
      let node =
        plan.nodes.first { $0.id == id } ?? plan.nodes.first { $0.formerNames.contains(id.name) }
      guard let node else {
        // Nothing goes on from counts alone.
        if own.allSatisfy({ $0.section.name == CounterSection.name }) { continue }
        throw WeirError(
          .incompatibleState,
          "the checkpoint holds state of operator \"\(id)\", which the job no longer has; name the"
            + " operator that took its place with was:, or begin anew with --fresh",
          at: .init(operatorID: id.name))
      }
      result[node.id, default: []] += own
    }
    return result
  }

  private func prepareSource(
    of chain: PlannedChain, _ sections: [OperatorID: [RestoredSection]]
  ) async throws -> (any PreparedSource)? {
    let node = plan.nodes[chain.head]
    guard case .source(let source) = node.kind else { return nil }
    let context = sourceContext(
      node, 0, chain.parallelism, wake: {}, deadLetters: DeadLetterCollector())
    do {
      let until = try options.until.map { try renamed($0.sections)[node.id] ?? [] }
      return try await prepare(
        source, context, restored == nil ? nil : sections[node.id] ?? [], until: until)
    } catch let error as WeirError {
      throw error.located(.init(operatorID: node.id.name))
    }
  }

  private func prepare<S: Source>(
    _ source: S, _ context: SourceContext, _ sections: [RestoredSection]?,
    until: [RestoredSection]?
  ) async throws -> any PreparedSource {
    // A source that is new in the job has no sections and discovers like at a first start.
    let known = sections.flatMap { $0.isEmpty ? nil : $0 }
    return try await TypedPreparedSource(source, context, restored: known, until: until,
      log: RequestLog(paths, environment.fileSystem))
  }

  private func sourceContext(
    _ node: GraphNode, _ subtask: Int, _ parallelism: Int,
    wake: @escaping @Sendable () -> Void, deadLetters: DeadLetterCollector
  ) -> SourceContext {
    SourceContext(
      job: job.name, operatorID: node.id, subtask: subtask, parallelism: parallelism,
      environment: environment, wake: wake, deadLetters: deadLetters)
  }

  private func start(
    _ chain: PlannedChain, _ index: Int, _ prepared: (any PreparedSource)?, _ startLine: StartLine,
    _ gates: [[InputGate]], _ services: SubtaskServices,
    sections: [OperatorID: [RestoredSection]], _ failure: FirstFailure,
    cancel: @escaping @Sendable () -> Void
  ) async throws -> SpawnedTask {
    let letters = DeadLetterCollector()
    let gate = gates[chain.index][index]
    let builder = ChainBuilder(
      plan: plan, environment: environment, gates: gates,
      requests: RequestLog(paths, environment.fileSystem)
    ) {
      sinkContext($0, $1, $2)
    }
    let instance = try await builder.build(chain, subtask: index, deadLetters: letters)
    let id = SubtaskID(chain: chain.index, index: index)
    let core = SubtaskCore(id: id, chain: instance, gate: gate, services: services)
    let node = plan.nodes[chain.head]
    let body: @Sendable () async throws -> Void
    if let prepared {
      let context = sourceContext(
        node, index, chain.parallelism, wake: { gate.post(.wake) }, deadLetters: letters)
      let driver = prepared.makeDriver(context, readLimit: instance.readLimit)
      let subtask = SourceSubtask(core: core, driver: driver, startLine: startLine)
      body = { try await subtask.run(sections) }
    } else {
      let inputCount = ChainBuilder.inputCount(of: chain, plan)
      let subtask = Subtask(core: core, inputCount: inputCount)
      body = { try await subtask.run(sections) }
    }
    return environment.spawner.spawn {
      do {
        try await body()
      } catch {
        // Whatever ended it: nobody else would, and the job would wait for this subtask for ever.
        failure.record(error, in: node.id, subtask: index)
        cancel()
      }
    }
  }

  private func sinkContext(_ node: GraphNode, _ subtask: Int, _ parallelism: Int) -> SinkContext {
    SinkContext(
      job: job.name, jobID: job.jobID, operatorID: node.id, subtask: subtask,
      parallelism: parallelism, attempt: record.attemptNumber,
      directory: paths.directory(ofSink: node.id), logDirectory: paths.log(of: node.id),
      environment: environment)
  }
}

extension JobPaths {
  /// Where a sink keeps its store; the built-in sink for dead letters has a place of its own.
  public func directory(ofSink id: OperatorID) -> String {
    id.name == JobBuilder.deadLetterSinkName ? deadLetter : store(of: id)
  }
}

/// Speaks to the subtasks through their gates.
struct GateParticipants: CheckpointParticipants {
  let sources: [InputGate]
  let all: [InputGate]

  func inject(_ barrier: Barrier) {
    for gate in sources { gate.post(.inject(barrier)) }
  }
  func abort(_ checkpoint: CheckpointID) {
    for gate in all { gate.post(.abort(checkpoint)) }
  }
  func complete(_ checkpoint: CheckpointID) {
    for gate in all { gate.post(.complete(checkpoint)) }
  }
  func throttle(_ isThrottling: Bool) {
    for gate in sources { gate.post(.throttle(isThrottling)) }
  }
}
