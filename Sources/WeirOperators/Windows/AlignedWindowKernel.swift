import WeirCore

/// Windows of one subtask with what they compute and where their late records go.
public final class AggregatedWindows<State: AnyObject, Aggregate: AggregateFunction> {
  @usableFromInline let state: State
  @usableFromInline let aggregate: Aggregate
  @usableFromInline let late: Emitter<Aggregate.Input>?

  @inlinable public init(
    _ state: State, _ aggregate: Aggregate, late: Emitter<Aggregate.Input>? = nil
  ) {
    self.state = state
    self.aggregate = aggregate
    self.late = late
  }
}

extension OperatorCode {
  /// Tumbling, sliding and cumulating windows over an aggregate function.
  @inlinable @inline(__always)
  public static func alignedWindows<Key: FieldValue, Aggregate: AggregateFunction>(
    _ aggregate: Aggregate.Type, key: @escaping @Sendable (Input) throws -> Key,
    makeResult: @escaping @Sendable (Key, Window, Aggregate.Output) throws -> Output
  ) -> OperatorCode where Aggregate.Input == Input {
    typealias Windows = AggregatedWindows<AlignedWindowState<Key, Aggregate.Accumulator>, Aggregate>
    var code = OperatorCode(hash: { try key($0).stableHash }) { state, batch, emitter in
      let windows = unsafeDowncast(state, to: Windows.self)
      let aggregate = windows.aggregate
      try windows.state.process(
        batch, emitter, late: windows.late, key: { try key($0) },
        makeAccumulator: { aggregate.makeAccumulator() },
        add: { try aggregate.add($0, to: &$1) }, merge: { try aggregate.merge($0, into: &$1) },
        makeResult: { try makeResult($0, $1, try aggregate.result(of: $2)) })
    }
    code.advance = { state, watermark, emitter in
      let windows = unsafeDowncast(state, to: Windows.self)
      let aggregate = windows.aggregate
      return try windows.state.advance(
        to: watermark, emitter, makeAccumulator: { aggregate.makeAccumulator() },
        merge: { try aggregate.merge($0, into: &$1) },
        makeResult: { try makeResult($0, $1, try aggregate.result(of: $2)) })
    }
    return code
  }
}

extension OperatorKernel {
  /// Tumbling, sliding or cumulating windows in one subtask.
  /// - Parameter code: of ``OperatorCode/alignedWindows(_:key:makeResult:)`` for the same types.
  @inlinable
  public static func alignedWindows<Key: FieldValue, Aggregate: AggregateFunction>(
    _ code: OperatorCode<Input, Output>,
    _ windows: AggregatedWindows<AlignedWindowState<Key, Aggregate.Accumulator>, Aggregate>
  ) -> OperatorKernel<Input, Output> where Aggregate.Input == Input {
    var kernel = code.kernel(of: windows, keyGroups: windows.state.keyGroups)
    kernel.carry(windows.state, windows.aggregate)
    return kernel
  }

  /// What all operators of aligned windows hand to the engine in the same way.
  @inlinable mutating func carry<Key: FieldValue, Aggregate: AggregateFunction>(
    _ state: AlignedWindowState<Key, Aggregate.Accumulator>, _ aggregate: Aggregate
  ) {
    snapshot = {
      try state.snapshot(
        makeAccumulator: { aggregate.makeAccumulator() },
        merge: { try aggregate.merge($0, into: &$1) })
    }
    restore = { try state.restore($0) }
    counters = {
      [
        ("late", state.lateCount), ("partly_late", state.partlyLateCount),
        ("late_refired", state.refiringCount),
      ]
    }
  }
}
