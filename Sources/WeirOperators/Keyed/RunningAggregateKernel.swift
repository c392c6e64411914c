import WeirCore

/// The state of a running aggregate.
public final class RunningAggregateState<Key: FieldValue, Aggregate: AggregateFunction> {
  @usableFromInline let table: KeyedTable<Key, Aggregate.Accumulator>
  @usableFromInline let aggregate: Aggregate
  @usableFromInline let reached = ReachedWatermark()

  @inlinable public init(_ aggregate: Aggregate, keyGroups: KeyGroupRange) {
    self.aggregate = aggregate
    table = KeyedTable(keyGroups: keyGroups)
  }
}

extension OperatorCode {
  /// One updated result for each record of a key.
  @inlinable @inline(__always)
  public static func runningAggregate<Key: FieldValue, Aggregate: AggregateFunction>(
    _ aggregate: Aggregate.Type, key: @escaping @Sendable (Input) throws -> Key,
    makeResult: @escaping @Sendable (Key, Aggregate.Output) throws -> Output
  ) -> OperatorCode where Aggregate.Input == Input {
    OperatorCode(hash: { try key($0).stableHash }) { state, batch, emitter in
      let state = unsafeDowncast(state, to: RunningAggregateState<Key, Aggregate>.self)
      let (table, aggregate) = (state.table, state.aggregate)
      let count = batch.remaining
      emitter.reserve(count)
      let out = emitter.current
      let source = batch.values + batch.head
      let target = out.values
      let first = batch.head
      var index = 0
      var takenCount = 0
      defer {
        batch.head = first &+ takenCount
        out.count = index
      }
      while index < count {
        let record = (source + index).move()
        takenCount &+= 1
        let recordKey = try key(record)
        let accumulator = table.findOrInsert(recordKey, hash: recordKey.stableHash) {
          aggregate.makeAccumulator()
        }
        try aggregate.add(record, to: &accumulator.pointee)
        let result = try aggregate.result(of: accumulator.pointee)
        (target + index).initialize(to: try makeResult(recordKey, result))
        index &+= 1
      }
      Kernels.carryTimes(from: batch, firstRecord: first, to: out, count: count)
    }
  }
}

extension OperatorKernel {
  /// A running aggregate in one subtask.
  /// - Parameter code: of ``OperatorCode/runningAggregate(_:key:makeResult:)`` for the same types.
  @inlinable
  public static func runningAggregate<Key: FieldValue, Aggregate: AggregateFunction>(
    _ code: OperatorCode<Input, Output>, _ state: RunningAggregateState<Key, Aggregate>
  ) -> OperatorKernel<Input, Output> where Aggregate.Input == Input {
    let (table, reached) = (state.table, state.reached)
    var kernel = code.kernel(of: state, keyGroups: table.keyGroups)
    kernel.advance = { watermark, _ in reached.advance(to: watermark) }
    kernel.snapshot = { try KeyedStateSection.encode(table, watermark: reached.watermark) }
    kernel.restore = { try reached.restore(KeyedStateSection.decode($0, into: table)) }
    return kernel
  }
}
