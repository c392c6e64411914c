import WeirCore
import WeirOperators

/// A stream of records of one type. Using a stream twice sends every record both ways.
public struct DataStream<Element: FieldValue> {
  public let builder: JobBuilder
  /// One origin, or several for a union.
  public let origins: [StreamOrigin]

  public init(builder: JobBuilder, origins: [StreamOrigin]) {
    self.builder = builder
    self.origins = origins
  }

  /// Whether all its records have event times.
  public var hasEventTime: Bool { origins.allSatisfy(\.hasEventTime) }

  /// How far behind the watermark its records may be because a window gave a result again.
  public var lateness: Duration { origins.map(\.lateness).max() ?? .zero }

  /// Adds an operator that consumes this stream.
  /// - Parameters:
  ///   - lateness: how far behind the watermark it gives results again; nil: as far as what it gets.
  ///   - dependsOnOrder: Whether its results may be others when the records of a key come in another
  ///     order.
  public func appending<Output: FieldValue>(
    name: String? = nil, was: [String] = [], label: String, sideOutputs: [String] = [],
    hasEventTime: Bool? = nil, lateness: Duration? = nil, dependsOnOrder: Bool = false,
    factory: @escaping OperatorFactory
  ) -> DataStream<Output> {
    let node = builder.add(
      name: name, was: was, label: label, kind: .transform(factory), inputs: origins,
      sideOutputs: sideOutputs, dependsOnOrder: dependsOnOrder)
    return DataStream<Output>(
      builder: builder,
      origins: [
        StreamOrigin(
          node: node, hasEventTime: hasEventTime ?? self.hasEventTime,
          lateness: lateness ?? self.lateness)
      ])
  }

  /// The same stream dealt out in another way.
  public func partitioned(_ partitioning: Partitioning) -> DataStream<Element> {
    DataStream(
      builder: builder,
      origins: origins.map { origin in
        var origin = origin
        origin.partitioning = partitioning
        return origin
      })
  }

  /// Deals batches out to the next operator's subtasks in turn.
  public func rebalanced() -> DataStream<Element> { partitioned(.rebalance) }

  /// Sends every record to each of the next operator's subtasks.
  public func broadcast() -> DataStream<Element> { partitioned(.broadcast) }

  /// Runs the operator that this stream comes out of with a parallelism of its own.
  public func parallelism(_ parallelism: Int) -> DataStream<Element> {
    builder.setParallelism(parallelism, ofNodes: origins.map(\.node))
    return self
  }

  /// All records of both streams, in no particular order between the two.
  public func union(_ other: DataStream<Element>) -> DataStream<Element> {
    DataStream(builder: builder, origins: origins + other.origins)
  }

  /// A side output of the operator that this stream comes out of.
  public func sideOutput<Side: FieldValue>(_ tag: OutputTag<Side>) -> DataStream<Side> {
    var sides: [StreamOrigin] = []
    for origin in origins {
      let node = builder.graph.nodes[origin.node]
      if let side = node.sideStreams[tag.name] {
        sides.append(side)
        continue
      }
      guard let index = node.sideOutputs.firstIndex(of: tag.name) else {
        builder.report(
          "operator \"\(node.id)\" has no side output \"\(tag.name)\"; pass the tag where it is declared")
        continue
      }
      sides.append(
        StreamOrigin(node: origin.node, port: index + 1, hasEventTime: origin.hasEventTime))
    }
    return DataStream<Side>(builder: builder, origins: sides)
  }

  /// Stores the stream's records, exactly once.
  /// - Parameter name: stable: the store's directory and committed output are found by it. A sink
  ///   under another name is another store.
  public func sink<S: Sink>(
    _ name: String, to sink: S, parallelism: Int? = nil
  ) where S.Element == Element {
    // The changes of one key must come through one writer.
    let stream = sink.routingHash.map { partitioned(.hash(by: $0)) } ?? self
    stream.addSink(name, sink, parallelism: parallelism)
  }

  func addSink(_ name: String, _ sink: any Sink, parallelism: Int?) {
    _ = builder.add(
      name: name, label: Self.label(of: sink), kind: .sink(sink), inputs: origins,
      parallelism: parallelism)
  }

  private static func label(of sink: any Sink) -> String {
    let name = String(describing: type(of: sink))
    return String(name.prefix { $0 != "<" })
  }
}
