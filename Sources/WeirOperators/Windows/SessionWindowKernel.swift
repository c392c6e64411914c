import WeirCore

extension OperatorKernel {
  /// Session windows over an aggregate function.
  @inlinable @inline(__always)
  public static func sessionWindows<Key: FieldValue, Aggregate: AggregateFunction>(
    _ windows: SessionWindows, allowedLateness: Duration, keyGroups: KeyGroupRange,
    late: Emitter<Input>?, key: @escaping (Input) throws -> Key, aggregate: Aggregate,
    makeResult: @escaping (Key, Window, Aggregate.Output) throws -> Output
  ) -> OperatorKernel<Input, Output> where Aggregate.Input == Input {
    let state = SessionWindowState<Key, Aggregate.Accumulator>(
      windows: windows, allowedLateness: allowedLateness, keyGroups: keyGroups)
    var kernel = OperatorKernel<Input, Output> { batch, emitter in
      try state.process(
        batch, emitter, late: late, key: key, makeAccumulator: { aggregate.makeAccumulator() },
        add: { try aggregate.add($0, to: &$1) }, merge: { try aggregate.merge($0, into: &$1) },
        makeResult: { try makeResult($0, $1, try aggregate.result(of: $2)) })
    }
    kernel.advance = { watermark, emitter in
      try state.advance(to: watermark, emitter) {
        try makeResult($0, $1, try aggregate.result(of: $2))
      }
    }
    kernel.snapshot = { try state.snapshot() }
    kernel.restore = { try state.restore($0) }
    kernel.owns = { keyGroups.contains(hash: try key($0).stableHash) }
    // A record belongs to one session: it is late or it is not.
    kernel.counters = {
      [("late", state.lateCount), ("partly_late", 0), ("late_refired", state.refiringCount)]
    }
    return kernel
  }
}
