import WeirCore

/// What will run: chains of fused operators, their parallelism, and the channels between them.
public struct ExecutionPlan: Sendable {
  public let nodes: [GraphNode]
  public let chains: [PlannedChain]
  /// Channels between chains.
  public let edges: [PlannedEdge]
  public let keyGroupCount: Int
}

/// Operators that run in one task per subtask. They form a tree: the first is the head.
public struct PlannedChain: Sendable {
  public let index: Int
  /// Node indices, upstream before downstream.
  public internal(set) var nodes: [Int]
  public let parallelism: Int

  /// The node that takes the chain's input.
  public var head: Int { nodes[0] }
}

/// A stream between two chains.
public struct PlannedEdge: Sendable {
  public let index: Int
  public let fromNode: Int
  public let port: Int
  public let fromChain: Int
  public let toChain: Int
  public let partitioning: Partitioning
}
