import WeirCore

extension OperatorCode {
  /// Session windows over an aggregate function.
  @inlinable @inline(__always)
  public static func sessionWindows<Key: FieldValue, Aggregate: AggregateFunction>(
    _ aggregate: Aggregate.Type, key: @escaping @Sendable (Input) throws -> Key,
    makeResult: @escaping @Sendable (Key, Window, Aggregate.Output) throws -> Output
  ) -> OperatorCode where Aggregate.Input == Input {
    typealias Windows = AggregatedWindows<SessionWindowState<Key, Aggregate.Accumulator>, Aggregate>
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
      return try windows.state.advance(to: watermark, emitter) {
        try makeResult($0, $1, try aggregate.result(of: $2))
      }
    }
    return code
  }
}

extension OperatorKernel {
  /// Session windows in one subtask.
  /// - Parameter code: of ``OperatorCode/sessionWindows(_:key:makeResult:)`` for the same types.
  @inlinable
  public static func sessionWindows<Key: FieldValue, Aggregate: AggregateFunction>(
    _ code: OperatorCode<Input, Output>,
    _ windows: AggregatedWindows<SessionWindowState<Key, Aggregate.Accumulator>, Aggregate>
  ) -> OperatorKernel<Input, Output> where Aggregate.Input == Input {
    let state = windows.state
    var kernel = code.kernel(of: windows, keyGroups: state.keyGroups)
    kernel.snapshot = { try state.snapshot() }
    kernel.restore = { try state.restore($0) }
    // A record belongs to one session: it is late or it is not.
    kernel.counters = {
      [("late", state.lateCount), ("partly_late", 0), ("late_refired", state.refiringCount)]
    }
    return kernel
  }
}
