import WeirCore

extension OperatorKernel {
  /// Aggregates a subtask's share of a stream by slices of windows.
  @inlinable @inline(__always)
  public static func partialWindows<Aggregate: AggregateFunction>(
    _ windows: AlignedWindows, _ aggregate: Aggregate, keepsRecords: Bool, subtask: Int,
    parallelism: Int
  ) -> OperatorKernel<Input, Output>
  where Input == Aggregate.Input, Output == WindowPartial<Input, Aggregate.Accumulator> {
    let state = PartialWindowState(windows, aggregate, keepsRecords: keepsRecords)
    var kernel = OperatorKernel<Input, Output> { batch, emitter in
      try state.process(batch, emitter)
    }
    kernel.advance = { watermark, emitter in state.advance(to: watermark, emitter) }
    kernel.snapshot = { try state.snapshot() }
    kernel.restore = {
      try state.restore($0, subtask: subtask, parallelism: parallelism)
    }
    return kernel
  }

  /// Puts windows together from what all subtasks gave.
  @inlinable @inline(__always)
  public static func combinedWindows<Aggregate: AggregateFunction>(
    _ windows: AlignedWindows, allowedLateness: Duration, keyGroups: KeyGroupRange,
    late: Emitter<Aggregate.Input>?, aggregate: Aggregate,
    makeResult: @escaping (Window, Aggregate.Output) throws -> Output
  ) -> OperatorKernel<Input, Output>
  where Input == WindowPartial<Aggregate.Input, Aggregate.Accumulator> {
    let state = AlignedWindowState<UInt8, Aggregate.Accumulator>(
      windows: windows, allowedLateness: allowedLateness, keyGroups: keyGroups)
    let lateParts = Emitter<Input>()
    var kernel = OperatorKernel<Input, Output> { batch, emitter in
      try state.process(
        batch, emitter, late: lateParts, key: { _ in WholeStream.key },
        makeAccumulator: { aggregate.makeAccumulator() },
        add: { partial, accumulator in
          if let record = partial.record { try aggregate.add(record, to: &accumulator) }
          if let part = partial.accumulator { try aggregate.merge(part, into: &accumulator) }
        }, merge: { try aggregate.merge($0, into: &$1) },
        makeResult: { try makeResult($1, try aggregate.result(of: $2)) })
      lateParts.drain { parts in
        while !parts.isEmpty {
          let time = parts.times?[parts.head] ?? .zero
          let partial = parts.removeFirst()
          state.lateCount &+= UInt64(max(1, partial.count)) &- 1
          if let record = partial.record { late?.append(record, at: time) }
        }
        parts.recycle()
      }
    }
    kernel.advance = { watermark, emitter in
      try state.advance(
        to: watermark, emitter, makeAccumulator: { aggregate.makeAccumulator() },
        merge: { try aggregate.merge($0, into: &$1) },
        makeResult: { try makeResult($1, try aggregate.result(of: $2)) })
    }
    kernel.carry(state, aggregate)
    kernel.owns = { _ in keyGroups.contains(hash: WholeStream.key.stableHash) }
    return kernel
  }
}

/// The key that all records of a stream have when it is not keyed.
public enum WholeStream {
  @inlinable public static var key: UInt8 { 0 }
}
