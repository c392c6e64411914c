import WeirCore
import WeirOperators

/// What a job declared: operators and the edges between them, before planning.
///
/// Nodes stand in the order of declaration, so every edge points from a lower to a higher index.
public struct JobGraph: Sendable {
  public internal(set) var nodes: [GraphNode] = []
  /// What is wrong with the declaration; the planner reports all of it at once.
  public internal(set) var problems: [String] = []
}

/// One declared operator, source or sink.
public struct GraphNode: Sendable {
  public enum Kind: Sendable {
    case source(any Source)
    case transform(OperatorFactory)
    case sink(any Sink)
  }

  public let index: Int
  /// The name under which state is stored; made up for operators that need none.
  public let id: OperatorID
  /// Whether the job's author gave the name.
  public let isNamed: Bool
  /// Names that the operator had in earlier versions of the job.
  public let formerNames: [String]
  /// What it is, for example `map` or `tumbling 1 h`.
  public let label: String
  public let kind: Kind
  public var inputs: [GraphEdge]
  /// Names of the side outputs; the first is port 1.
  public let sideOutputs: [String]
  /// Set by the job's author; nil: the job's parallelism.
  public var parallelism: Int?
  /// Whether it runs with its input's parallelism, whatever that is: records then stay in order.
  public var followsInput = false
  /// Side outputs that come out of operators behind those that declare them.
  public internal(set) var sideStreams: [String: StreamOrigin] = [:]
  /// Whether its results may depend on the order in which records of one key come.
  public var dependsOnOrder = false
}

/// A stream from one node to another.
public struct GraphEdge: Sendable {
  public let from: Int
  /// 0 is the main output.
  public let port: Int
  public let partitioning: Partitioning
}

/// Makes an operator's instance for one subtask.
public typealias OperatorFactory = @Sendable (OperatorSite) throws -> ChainOperator

/// Where an operator's instance will live.
public struct OperatorSite {
  public let id: OperatorID
  public let context: ChainContext
  public init(id: OperatorID, context: ChainContext) {
    self.id = id
    self.context = context
  }
}
