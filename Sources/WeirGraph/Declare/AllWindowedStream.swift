import WeirCore
import WeirOperators

/// A stream cut into windows over all its records, whatever their keys.
public struct AllWindowedStream<Element: FieldValue, Windows: WindowForm> {
  public let stream: DataStream<Element>
  public let windows: Windows
  public let allowedLateness: Duration
  public let lateTag: OutputTag<Element>?

  @inlinable @inline(__always)
  public init(
    _ stream: DataStream<Element>, _ windows: Windows, _ allowedLateness: Duration,
    _ lateTag: OutputTag<Element>?
  ) {
    self.stream = stream
    self.windows = windows
    self.allowedLateness = allowedLateness
    self.lateTag = lateTag
  }

  /// One result per window. All records go to one subtask.
  @inlinable @inline(__always)
  public func aggregate<Aggregate: AggregateFunction, Output: FieldValue>(
    _ name: String, _ aggregate: Aggregate, was: String...,
    into makeResult: @escaping @Sendable (Window, Aggregate.Output) throws -> Output
  ) -> DataStream<Output> where Aggregate.Input == Element {
    let keyed = stream.keyed { _ in WholeStream.key }
    return WindowedStream(keyed, windows, allowedLateness, lateTag)
      .aggregated(name, was, aggregate) { _, window, result in try makeResult(window, result) }
      .parallelism(1)
  }
}

extension AllWindowedStream where Windows == AlignedWindows {
  /// One result per window. Each subtask aggregates its share of the stream by slices of the windows,
  /// and one puts the windows together: the result is the same at every parallelism.
  ///
  /// With a late output each record goes there by itself, because a late one must come out as it is.
  /// - Parameter name: stable; the subtasks' shares are kept under it with `/partial` behind.
  @inlinable @inline(__always)
  public func aggregate<Aggregate: AggregateFunction, Output: FieldValue>(
    _ name: String, _ aggregate: Aggregate, was: String...,
    into makeResult: @escaping @Sendable (Window, Aggregate.Output) throws -> Output
  ) -> DataStream<Output> where Aggregate.Input == Element {
    combined(name, was, aggregate, makeResult)
  }

  /// Two aggregates of each window.
  @inlinable @inline(__always)
  public func aggregate<First: AggregateFunction, Second: AggregateFunction, Output: FieldValue>(
    _ name: String, _ first: First, _ second: Second, was: String...,
    into makeResult: @escaping @Sendable (Window, First.Output, Second.Output) throws -> Output
  ) -> DataStream<Output> where First.Input == Element, Second.Input == Element {
    combined(name, was, AggregatePair(first, second)) { window, results in
      try makeResult(window, results.0, results.1)
    }
  }

  @inlinable @inline(__always)
  public func combined<Aggregate: AggregateFunction, Output: FieldValue>(
    _ name: String, _ was: [String], _ aggregate: Aggregate,
    _ makeResult: @escaping @Sendable (Window, Aggregate.Output) throws -> Output
  ) -> DataStream<Output> where Aggregate.Input == Element {
    WindowCheck(name, stream, allowedLateness).check(
      problem: windows.problem, needsEventTime: true, hasLateOutput: lateTag != nil)
    let (windows, lateness, tag) = (windows, allowedLateness, lateTag)
    let partials: DataStream<WindowPartial<Element, Aggregate.Accumulator>> = stream.appending(
      name: "\(name)/partial", was: was.map { "\($0)/partial" }, label: "partial \(windows.label)"
    ) { site in
      KernelOperator(
        id: site.id, context: site.context,
        kernel: .partialWindows(
          windows, aggregate, keepsRecords: tag != nil, subtask: site.context.subtask,
          parallelism: site.context.parallelism))
    }
    let together = partials.partitioned(
      .hash { (_: WindowPartial<Element, Aggregate.Accumulator>) in WholeStream.key.stableHash })
    return together.appending(
      name: name, was: was, label: "\(windows.label) over all",
      sideOutputs: tag.map { [$0.name] } ?? [], hasEventTime: true, lateness: lateness
    ) { site in
      let sides = SideOutputs()
      if let tag { sides.add(tag) }
      return KernelOperator<WindowPartial<Element, Aggregate.Accumulator>, Output>(
        id: site.id, context: site.context, sides: sides,
        keyed: { keyGroups in
          .combinedWindows(
            windows, allowedLateness: lateness, keyGroups: keyGroups,
            late: tag.flatMap { sides.emitter($0) }, aggregate: aggregate, makeResult: makeResult)
        })
    }.parallelism(1)
  }
}

extension DataStream {
  /// Cuts the stream into windows over all its records.
  /// - Parameters:
  ///   - allowedLateness: how long after its end a window takes records; each gives its whole
  ///     result again.
  ///   - lateTo: where records go that are too late for every window; nil: they are counted.
  @inlinable @inline(__always)
  public func windowAll<Windows: WindowForm>(
    _ windows: Windows, allowedLateness: Duration = .zero, lateTo: OutputTag<Element>? = nil
  ) -> AllWindowedStream<Element, Windows> {
    AllWindowedStream(self, windows, allowedLateness, lateTo)
  }

  /// Cuts the stream into tumbling, sliding or cumulating windows over all its records.
  @inlinable @inline(__always)
  public func windowAll(
    _ windows: AlignedWindows, allowedLateness: Duration = .zero,
    lateTo: OutputTag<Element>? = nil
  ) -> AllWindowedStream<Element, AlignedWindows> {
    AllWindowedStream(self, windows, allowedLateness, lateTo)
  }

  /// Cuts the stream into sessions over all its records.
  @inlinable @inline(__always)
  public func windowAll(
    _ windows: SessionWindows, allowedLateness: Duration = .zero,
    lateTo: OutputTag<Element>? = nil
  ) -> AllWindowedStream<Element, SessionWindows> {
    AllWindowedStream(self, windows, allowedLateness, lateTo)
  }

  /// Cuts the stream into windows of so many records, whatever their keys.
  @inlinable @inline(__always)
  public func windowAll(_ windows: CountWindows) -> AllWindowedStream<Element, CountWindows> {
    AllWindowedStream(self, windows, .zero, nil)
  }

  /// One window over all of time and all records.
  @inlinable @inline(__always)
  public func windowAll(_ windows: GlobalWindows) -> AllWindowedStream<Element, GlobalWindows> {
    AllWindowedStream(self, windows, .zero, nil)
  }
}
