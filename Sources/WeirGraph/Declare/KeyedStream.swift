import WeirCore
import WeirOperators

/// A stream whose records have a key; what follows keeps state per key.
public struct KeyedStream<Key: FieldValue, Element: FieldValue> {
  /// The records, dealt out by key.
  public let stream: DataStream<Element>
  public let key: @Sendable (Element) throws -> Key

  @inlinable @inline(__always)
  public init(
    stream: DataStream<Element>, key: @escaping @Sendable (Element) throws -> Key
  ) {
    self.stream = stream
    self.key = key
  }

  /// Handles records one by one with state and timers per key.
  /// - Parameters:
  ///   - name: stable: state is found by it.
  ///   - sideOutputs: the tags that the function may emit to.
  @inlinable @inline(__always)
  public func process<Function: KeyedProcessFunction>(
    _ name: String, _ function: Function, sideOutputs: [any AnyOutputTag] = [], was: String...
  ) -> DataStream<Function.Output> where Function.Key == Key, Function.Input == Element {
    processed(name, was, function, sideOutputs, label: "process")
  }

  @inlinable @inline(__always)
  public func processed<Function: KeyedProcessFunction>(
    _ name: String, _ was: [String], _ function: Function, _ sideOutputs: [any AnyOutputTag],
    label: String
  ) -> DataStream<Function.Output> where Function.Key == Key, Function.Input == Element {
    let key = key
    return stream.appending(
      name: name, was: was, label: label, sideOutputs: sideOutputs.map(\.name),
      dependsOnOrder: true
    ) { site in
      let sides = SideOutputs()
      for tag in sideOutputs { tag.declare(in: sides) }
      let context = site.context
      return KernelOperator<Element, Function.Output>(
        id: site.id, context: context, sides: sides,
        keyed: { keyGroups in
          .process(
            function, keyGroups: keyGroups, key: key, sides: sides,
            clock: { context.processingTime })
        })
    }
  }

  /// One updated result for each record: the aggregate of its key so far.
  @inlinable @inline(__always)
  public func aggregate<Aggregate: AggregateFunction, Output: FieldValue>(
    _ name: String, _ aggregate: Aggregate, was: String...,
    into makeResult: @escaping @Sendable (Key, Aggregate.Output) throws -> Output
  ) -> DataStream<Output> where Aggregate.Input == Element {
    let key = key
    return stream.appending(name: name, was: was, label: "running aggregate", dependsOnOrder: true) {
      site in
      KernelOperator<Element, Output>(
        id: site.id, context: site.context,
        keyed: { keyGroups in
          .runningAggregate(
            keyGroups: keyGroups, key: key, aggregate: aggregate, makeResult: makeResult)
        })
    }
  }

  /// Combines each record with what the key's records before it were combined to, and emits that.
  @inlinable @inline(__always)
  public func reduce(
    _ name: String, was: String...,
    combine: @escaping @Sendable (Element, Element) throws -> Element
  ) -> DataStream<Element> {
    let key = key
    let reduction = Reduction(combine)
    return stream.appending(name: name, was: was, label: "reduce", dependsOnOrder: true) { site in
      KernelOperator<Element, Element>(
        id: site.id, context: site.context,
        keyed: { keyGroups in
          .runningAggregate(
            keyGroups: keyGroups, key: key, aggregate: reduction,
            makeResult: { _, element in element })
        })
    }
  }

  /// Cuts the stream of each key into tumbling or sliding windows of event time.
  /// - Parameters:
  ///   - allowedLateness: how long after its end a window takes records; each gives its whole
  ///     result again.
  ///   - lateTo: where records go that are too late for every window; nil: they are counted.
  @inlinable @inline(__always)
  public func window(
    _ windows: AlignedWindows, allowedLateness: Duration = .zero,
    lateTo: OutputTag<Element>? = nil
  ) -> WindowedStream<Key, Element, AlignedWindows> {
    WindowedStream(self, windows, allowedLateness, lateTo)
  }

  /// Cuts the stream of each key into sessions.
  @inlinable @inline(__always)
  public func window(
    _ windows: SessionWindows, allowedLateness: Duration = .zero,
    lateTo: OutputTag<Element>? = nil
  ) -> WindowedStream<Key, Element, SessionWindows> {
    WindowedStream(self, windows, allowedLateness, lateTo)
  }

  /// One window per key over all of time, with a trigger.
  ///
  /// A result has the greatest event time among the records in it. Without a count trigger, results
  /// come when input has ended and may have any time, so no earlier watermark is passed on: windows
  /// behind it take them by their times and fire at the end.
  @inlinable @inline(__always)
  public func window(_ windows: GlobalWindows) -> WindowedStream<Key, Element, GlobalWindows> {
    WindowedStream(self, windows, .zero, nil)
  }
}
