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
    let code = OperatorCode<Element, Function.Output>.process(Function.self, key: key)
    return stream.appending(
      name: name, was: was, label: label, sideOutputs: sideOutputs.map(\.name),
      dependsOnOrder: true
    ) { site in
      let sides = SideOutputs()
      for tag in sideOutputs { tag.declare(in: sides) }
      return .processing(function, code, site, sides)
    }
  }

  /// One updated result for each record: the aggregate of its key so far.
  @inlinable @inline(__always)
  public func aggregate<Aggregate: AggregateFunction, Output: FieldValue>(
    _ name: String, _ aggregate: Aggregate, was: String...,
    into makeResult: @escaping @Sendable (Key, Aggregate.Output) throws -> Output
  ) -> DataStream<Output> where Aggregate.Input == Element {
    running(name, was, label: "running aggregate", aggregate, makeResult)
  }

  /// Combines each record with what the key's records before it were combined to, and emits that.
  @inlinable @inline(__always)
  public func reduce(
    _ name: String, was: String...,
    combine: @escaping @Sendable (Element, Element) throws -> Element
  ) -> DataStream<Element> {
    running(name, was, label: "reduce", Reduction(combine)) { _, element in element }
  }

  @inlinable @inline(__always)
  public func running<Aggregate: AggregateFunction, Output: FieldValue>(
    _ name: String, _ was: [String], label: String, _ aggregate: Aggregate,
    _ makeResult: @escaping @Sendable (Key, Aggregate.Output) throws -> Output
  ) -> DataStream<Output> where Aggregate.Input == Element {
    let code = OperatorCode<Element, Output>.runningAggregate(
      Aggregate.self, key: key, makeResult: makeResult)
    return stream.appending(name: name, was: was, label: label, dependsOnOrder: true) { site in
      KernelOperator<Element, Output>(
        id: site.id, context: site.context,
        keyed: { keyGroups in
          .runningAggregate(
            code, RunningAggregateState<Key, Aggregate>(aggregate, keyGroups: keyGroups))
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

extension ChainOperator {
  /// A keyed process function's operator.
  /// - Parameter holdsWatermarks: as ``OperatorKernel/holdsWatermarks``.
  @inlinable
  public static func processing<Function: KeyedProcessFunction>(
    _ function: Function, _ code: OperatorCode<Function.Input, Function.Output>,
    _ site: OperatorSite, _ sides: SideOutputs, holdsWatermarks: Bool = false
  ) -> ChainOperator {
    let context = site.context
    return KernelOperator<Function.Input, Function.Output>(
      id: site.id, context: context, sides: sides,
      keyed: { keyGroups in
        var kernel = OperatorKernel.process(
          code,
          KeyedProcess(
            function, keyGroups: keyGroups, sides: sides, clock: { context.processingTime }))
        kernel.holdsWatermarks = holdsWatermarks
        return kernel
      })
  }
}
