import WeirCore
import WeirOperators

/// Turns a job's graph into an execution plan, or says what is wrong with the graph. Pure.
public struct Planner: Sendable {
  /// Subtasks of every operator that has no parallelism of its own.
  public let parallelism: Int
  public let keyGroupCount: Int

  public init(parallelism: Int, keyGroupCount: Int) {
    self.parallelism = parallelism
    self.keyGroupCount = keyGroupCount
  }

  /// - Throws: `invalidJob` listing everything that is wrong and what to change.
  public func plan(_ graph: JobGraph, job: String) throws -> ExecutionPlan {
    let problems = GraphValidation(graph: graph, planner: self).problems
    guard problems.isEmpty else {
      throw WeirError(
        .invalidJob, problems.joined(separator: "; "), at: .init(job: job), isRetriable: false)
    }
    var chains: [PlannedChain] = []
    var edges: [PlannedEdge] = []
    var chainOf: [Int: Int] = [:]
    for node in graph.nodes {
      let followed = node.followsInput ? node.inputs.first.flatMap { chainOf[$0.from] } : nil
      let own = followed.map { chains[$0].parallelism } ?? node.parallelism ?? parallelism
      if let producer = fusible(node, own, chains, chainOf) {
        chainOf[node.index] = producer
        chains[producer].nodes.append(node.index)
        continue
      }
      let chain = PlannedChain(index: chains.count, nodes: [node.index], parallelism: own)
      chains.append(chain)
      chainOf[node.index] = chain.index
      for input in node.inputs {
        guard let from = chainOf[input.from] else { continue }
        edges.append(
          PlannedEdge(
            index: edges.count, fromNode: input.from, port: input.port, fromChain: from,
            toChain: chain.index,
            partitioning: partitioning(input, from: chains[from].parallelism, to: own)))
      }
    }
    return ExecutionPlan(
      nodes: graph.nodes, chains: chains, edges: edges, keyGroupCount: keyGroupCount)
  }

  /// The chain that a node can join: it has one input, record by record from a producer of the same
  /// parallelism. Between single subtasks an edge by key is such an input too.
  private func fusible(
    _ node: GraphNode, _ parallelism: Int, _ chains: [PlannedChain], _ chainOf: [Int: Int]
  ) -> Int? {
    guard node.inputs.count == 1, let input = node.inputs.first,
      let chain = chainOf[input.from], chains[chain].parallelism == parallelism,
      input.partitioning.kind == .forward || (input.partitioning.kind == .hash && parallelism == 1)
    else { return nil }
    return chain
  }

  /// Forward needs equal parallelism; between unequal ones batches go round.
  private func partitioning(_ edge: GraphEdge, from: Int, to: Int) -> Partitioning {
    edge.partitioning.kind == .forward && from != to ? .rebalance : edge.partitioning
  }
}
