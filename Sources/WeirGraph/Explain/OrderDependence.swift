import WeirCore

/// Which operators of a plan may give other results when the same input is read again: those that
/// look at the order of records, where records of several producers meet in the order in which they
/// happen to come. Pure.
///
/// Windows of event time do not look at it, but for one thing: a sum of floating-point numbers may
/// differ in its last digits.
public struct OrderDependence: Sendable {
  /// Their names, upstream first.
  public let operators: [OperatorID]

  public init(_ plan: ExecutionPlan) {
    var isMixed: Set<Int> = []
    for node in plan.nodes where Self.mixes(node, plan) || node.inputs.contains(where: {
      isMixed.contains($0.from)
    }) {
      isMixed.insert(node.index)
    }
    operators = plan.nodes.filter { $0.dependsOnOrder && isMixed.contains($0.index) }.map(\.id)
  }

  /// Whether several producers' records meet at the node.
  private static func mixes(_ node: GraphNode, _ plan: ExecutionPlan) -> Bool {
    guard let chain = plan.chains.first(where: { $0.head == node.index }) else { return false }
    let edges = plan.edges.filter { $0.toChain == chain.index }
    if edges.count > 1 { return true }
    guard let edge = edges.first, edge.partitioning.kind != .forward else { return false }
    return plan.chains[edge.fromChain].parallelism > 1
  }
}
