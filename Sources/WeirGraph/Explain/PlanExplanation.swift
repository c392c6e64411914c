import WeirCore

/// A plan reduced to what people want to see of it; every format is written from this.
public struct PlanExplanation: Record {
  public var job = ""
  public var keyGroups = 0
  public var chains: [Chain] = []
  public var edges: [Edge] = []

  /// One chain and its operators.
  public struct Chain: Record {
    public var index = 0
    public var parallelism = 0
    public var operators: [Operator] = []
    public init() {}
    public mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("chain", &index)
      try field("parallelism", &parallelism)
      try field("operators", &operators)
    }
  }

  /// One operator.
  public struct Operator: Record {
    public var node = 0
    public var id = ""
    public var kind = ""
    public var label = ""
    public init() {}
    public mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("node", &node)
      try field("id", &id)
      try field("kind", &kind)
      try field("label", &label)
    }
  }

  /// A stream between two operators, inside a chain or between chains.
  public struct Edge: Record {
    public var from = 0
    public var to = 0
    /// The side output's name, or nil for the main output.
    public var sideOutput: String? = nil
    public var partitioning = ""
    /// Whether the two operators are fused.
    public var isChained = false
    /// Whether records are dealt out by key, fused or not.
    var isByKey: Bool { partitioning == Partitioning.Kind.hash.rawValue }
    public init() {}
    public mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("from", &from)
      try field("to", &to)
      try field("side_output", &sideOutput)
      try field("partitioning", &partitioning)
      try field("chained", &isChained)
    }
  }

  public init() {}

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("job", &job)
    try field("key_groups", &keyGroups)
    try field("chains", &chains)
    try field("edges", &edges)
  }

  public init(_ plan: ExecutionPlan, job: String) {
    self.job = job
    keyGroups = plan.keyGroupCount
    chains = plan.chains.map { chain in
      var explained = Chain()
      explained.index = chain.index
      explained.parallelism = chain.parallelism
      explained.operators = chain.nodes.map { Self.explain(plan.nodes[$0]) }
      return explained
    }
    for node in plan.nodes {
      edges += node.inputs.map { Self.explain($0, to: node, in: plan) }
    }
  }

  private static func explain(_ node: GraphNode) -> Operator {
    var explained = Operator()
    explained.node = node.index
    explained.id = node.id.name
    explained.label = node.label
    explained.kind =
      switch node.kind {
      case .source: "source"
      case .transform: "operator"
      case .sink: "sink"
      }
    return explained
  }

  private static func explain(
    _ input: GraphEdge, to node: GraphNode, in plan: ExecutionPlan
  ) -> Edge {
    var explained = Edge()
    explained.from = input.from
    explained.to = node.index
    if input.port > 0 {
      explained.sideOutput = plan.nodes[input.from].sideOutputs[input.port - 1]
    }
    let chain = plan.chains.first { $0.nodes.contains(node.index) }
    explained.isChained = chain?.nodes.contains(input.from) ?? false
    let channel = plan.edges.first {
      $0.fromNode == input.from && $0.port == input.port && $0.toChain == chain?.index
    }
    explained.partitioning =
      (explained.isChained ? input.partitioning.kind : channel?.partitioning.kind
        ?? input.partitioning.kind).rawValue
    return explained
  }
}
