import WeirCheckpoints
import WeirCore
import WeirGraph
import WeirOperators

/// Makes the chains of a plan: operators, connections inside, routers between.
struct ChainBuilder {
  let plan: ExecutionPlan
  let environment: Environment
  let gates: [[InputGate]]
  let requests: RequestLog
  /// Where the engine keeps each sink's writer's context.
  let sinkContext: (GraphNode, _ subtask: Int, _ parallelism: Int) -> SinkContext

  /// Makes the gates of all subtasks, by chain and subtask.
  static func makeGates(_ plan: ExecutionPlan) -> [[InputGate]] {
    plan.chains.map { chain in
      let inputCount = inputCount(of: chain, plan)
      return (0..<chain.parallelism).map { _ in InputGate(inputCount: inputCount) }
    }
  }

  /// How many inputs each subtask of a chain has: one per edge and producer.
  static func inputCount(of chain: PlannedChain, _ plan: ExecutionPlan) -> Int {
    plan.edges.filter { $0.toChain == chain.index }.reduce(0) { $0 + width($1, plan) }
  }

  /// How many inputs an edge gives to one consumer subtask.
  private static func width(_ edge: PlannedEdge, _ plan: ExecutionPlan) -> Int {
    edge.partitioning.kind == .forward ? 1 : plan.chains[edge.fromChain].parallelism
  }

  /// The chain of one subtask. `deadLetters` is where its source's reader puts what it cannot read.
  func build(
    _ chain: PlannedChain, subtask: Int, deadLetters: DeadLetterCollector
  ) async throws -> Chain {
    let context = ChainContext(
      subtask: subtask, parallelism: chain.parallelism,
      keyGroups: .share(
        ofSubtask: subtask, parallelism: chain.parallelism, keyGroupCount: plan.keyGroupCount))
    context.caller = SubtaskCaller(
      spawner: environment.spawner, gate: gates[chain.index][subtask])
    var operators: [Int: ChainOperator] = [:]
    do {
      for index in chain.nodes {
        operators[index] = try await make(plan.nodes[index], context, deadLetters)
      }
    } catch {
      // Nobody else knows of the writers that were made before.
      for case let sink as SinkOperator in operators.values { await sink.abandon() }
      throw error
    }
    var boundaries: [KeyBoundary] = []
    var behindBoundary: Set<Int> = []
    for (index, input) in inner(chain) {
      guard let producer = operators[input.from], let consumer = operators[index] else { continue }
      guard input.partitioning.kind == .hash else {
        producer.outputs[input.port].connect(to: consumer)
        if behindBoundary.contains(input.from) { behindBoundary.insert(index) }
        continue
      }
      let boundary = KeyBoundary(to: consumer)
      producer.outputs[input.port].connect(to: boundary)
      boundaries.append(boundary)
      behindBoundary.insert(index)
    }
    var routers: [OutputRouter] = []
    for edge in plan.edges where edge.fromChain == chain.index {
      guard let producer = operators[edge.fromNode] else { continue }
      let router = makeRouter(edge, subtask: subtask, context: context)
      producer.outputs[edge.port].connect(to: router)
      routers.append(router)
    }
    let ofSplits = chain.nodes.filter { !behindBoundary.contains($0) }.compactMap { operators[$0] }
    return Chain(
      context: context, operators: chain.nodes.compactMap { operators[$0] }, routers: routers,
      boundaries: boundaries, idleTimeout: ofSplits.compactMap(\.idleTimeout).min(),
      readLimit: ofSplits.compactMap(\.readLimit).min(), clock: environment.clock)
  }

  /// The edges inside a chain, upstream before downstream.
  private func inner(_ chain: PlannedChain) -> [(node: Int, input: GraphEdge)] {
    chain.nodes.flatMap { index in plan.nodes[index].inputs.map { (index, $0) } }
  }

  private func make(
    _ node: GraphNode, _ context: ChainContext, _ deadLetters: DeadLetterCollector
  ) async throws -> ChainOperator {
    switch node.kind {
    case .source:
      SourceOperator(id: node.id, context: context, deadLetters: deadLetters)
    case .transform(let factory):
      try factory(OperatorSite(id: node.id, context: context))
    case .sink(let sink):
      try await makeWriter(
        sink, node.id, context, sinkContext(node, context.subtask, context.parallelism))
    }
  }

  private func makeWriter<S: Sink>(
    _ sink: S, _ id: OperatorID, _ context: ChainContext, _ sinkContext: SinkContext
  ) async throws -> ChainOperator {
    let reader = RequestReader(operatorID: id, log: requests, environment: environment)
    return WriterOperator(
      id: id, context: context, writer: try await sink.makeWriter(sinkContext),
      requests: context.subtask == 0 ? reader : nil)
  }

  private func makeRouter(
    _ edge: PlannedEdge, subtask: Int, context: ChainContext
  ) -> OutputRouter {
    let consumers = gates[edge.toChain]
    var first = 0
    for other in plan.edges where other.toChain == edge.toChain && other.index < edge.index {
      first += Self.width(other, plan)
    }
    let channels: [OutputRouter.Channel]
    let site: PartitionerSite
    if edge.partitioning.kind == .forward {
      channels = [.init(gate: consumers[subtask], input: first)]
      site = PartitionerSite(
        producer: 0, destinationCount: 1, keyGroupCount: plan.keyGroupCount)
    } else {
      channels = consumers.map { .init(gate: $0, input: first + subtask) }
      site = PartitionerSite(
        producer: subtask, destinationCount: consumers.count, keyGroupCount: plan.keyGroupCount)
    }
    return OutputRouter(
      partitioner: edge.partitioning.makePartitioner(site), channels: channels, context: context,
      failpoints: environment.failpoints)
  }
}
