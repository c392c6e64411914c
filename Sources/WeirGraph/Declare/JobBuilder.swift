import WeirCore
import WeirOperators

/// Collects a job's graph while `Job.define(on:)` runs.
public final class JobBuilder {
  /// What was declared so far.
  public private(set) var graph = JobGraph()
  /// Where the dead letters of sources go, if anywhere.
  private let deadLetterSink: (any Sink<DeadLetter>)?
  private var deadLetterOrigins: [StreamOrigin] = []

  /// The operator name of the built-in sink for dead letters.
  public static var deadLetterSinkName: String { "dead-letter" }

  public init(deadLetterSink: (any Sink<DeadLetter>)? = nil) {
    self.deadLetterSink = deadLetterSink
  }

  /// Reads records from a source.
  /// - Parameters:
  ///   - name: stable: positions in checkpoints are found by it.
  ///   - parallelism: how many subtasks share the splits; nil: the job's parallelism.
  ///   - was: names that it had in earlier versions of the job.
  public func source<S: Source>(
    _ name: String, _ source: S, parallelism: Int? = nil, was: String...
  ) -> DataStream<S.Element> {
    let node = add(
      name: name, was: was, label: source.label, kind: .source(source), inputs: [],
      sideOutputs: [Self.deadLetterSinkName], parallelism: parallelism)
    deadLetterOrigins.append(
      StreamOrigin(node: node, port: 1, partitioning: .forward, hasEventTime: false))
    return DataStream(builder: self, origins: [StreamOrigin(node: node, hasEventTime: false)])
  }

  /// The finished graph, with the sink for dead letters when there is one.
  public func finish() -> JobGraph {
    if let deadLetterSink, !deadLetterOrigins.isEmpty {
      let origins = deadLetterOrigins
      deadLetterOrigins = []
      let letters = DataStream<DeadLetter>(builder: self, origins: origins)
      letters.addSink(Self.deadLetterSinkName, deadLetterSink, parallelism: nil)
    }
    return graph
  }

  /// Notes something wrong; the planner reports it.
  public func report(_ problem: String) { graph.problems.append(problem) }

  /// Adds a node and returns its index.
  public func add(
    name: String?, was: [String] = [], label: String, kind: GraphNode.Kind,
    inputs: [StreamOrigin], sideOutputs: [String] = [], parallelism: Int? = nil,
    dependsOnOrder: Bool = false
  ) -> Int {
    let index = graph.nodes.count
    let ancestor = name == nil ? namedAncestor(inputs) : nil
    let former = ancestor.map { graph.nodes[$0].formerNames.map { "#\($0)/\(label)" } } ?? was
    graph.nodes.append(
      GraphNode(
        index: index, id: OperatorID(name ?? unnamedID(label, ancestor)), isNamed: name != nil,
        formerNames: former, label: label, kind: kind,
        inputs: inputs.map { GraphEdge(from: $0.node, port: $0.port, partitioning: $0.partitioning) },
        sideOutputs: sideOutputs, parallelism: parallelism, dependsOnOrder: dependsOnOrder))
    return index
  }

  /// The name under which an operator that needs none keeps what it has: the nearest named operator
  /// upstream and what it is, so that stateless operators may come and go without losing it.
  private func unnamedID(_ label: String, _ ancestor: Int?) -> String {
    let base = "#\(ancestor.map { graph.nodes[$0].id.name } ?? "")/\(label)"
    let taken = Set(graph.nodes.map(\.id.name))
    var (id, number) = (base, 1)
    while taken.contains(id) {
      number += 1
      id = "\(base)/\(number)"
    }
    return id
  }

  private func namedAncestor(_ inputs: [StreamOrigin]) -> Int? {
    var ancestor = inputs.first?.node
    while let index = ancestor, !graph.nodes[index].isNamed {
      ancestor = graph.nodes[index].inputs.first?.from
    }
    return ancestor
  }

  /// Lets a side output be asked for at an operator that does not declare it.
  public func addSideStream<Output: FieldValue, Side: FieldValue>(
    _ name: String, _ side: DataStream<Side>, of stream: DataStream<Output>
  ) {
    for origin in stream.origins {
      graph.nodes[origin.node].sideStreams[name] = side.origins.first
    }
  }

  /// Lets an operator run with its input's parallelism.
  public func followInput(_ node: Int) { graph.nodes[node].followsInput = true }

  func setParallelism(_ parallelism: Int, ofNodes nodes: [Int]) {
    for node in nodes {
      var index = node
      while graph.nodes[index].followsInput, let input = graph.nodes[index].inputs.first {
        index = input.from
      }
      graph.nodes[index].parallelism = parallelism
    }
  }
}

/// Where a stream comes from and how it will be dealt out.
public struct StreamOrigin: Sendable {
  public var node: Int
  public var port: Int
  public var partitioning: Partitioning
  /// Whether its records have event times.
  public var hasEventTime: Bool
  /// How far behind the watermark windows upstream may give results again.
  public var lateness: Duration

  public init(
    node: Int, port: Int = 0, partitioning: Partitioning = .forward, hasEventTime: Bool,
    lateness: Duration = .zero
  ) {
    self.node = node
    self.port = port
    self.partitioning = partitioning
    self.hasEventTime = hasEventTime
    self.lateness = lateness
  }
}
