import WeirCore

extension OperatorKernel {
  /// One updated result for each record of a key.
  @inlinable @inline(__always)
  public static func runningAggregate<Key: FieldValue, Aggregate: AggregateFunction>(
    keyGroups: KeyGroupRange, key: @escaping (Input) throws -> Key, aggregate: Aggregate,
    makeResult: @escaping (Key, Aggregate.Output) throws -> Output
  ) -> OperatorKernel<Input, Output> where Aggregate.Input == Input {
    let table = KeyedTable<Key, Aggregate.Accumulator>(keyGroups: keyGroups)
    let reached = ReachedWatermark()
    var kernel = OperatorKernel<Input, Output> { batch, emitter in
      let count = batch.remaining
      emitter.reserve(count)
      let out = emitter.current
      let source = batch.values + batch.head
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
        (out.values + index).initialize(to: try makeResult(recordKey, result))
        index &+= 1
      }
      Kernels.carryTimes(from: batch, firstRecord: first, to: out, count: count)
    }
    kernel.advance = { watermark, _ in reached.advance(to: watermark) }
    kernel.snapshot = { try KeyedStateSection.encode(table, watermark: reached.watermark) }
    kernel.restore = { try reached.restore(KeyedStateSection.decode($0, into: table)) }
    kernel.owns = { keyGroups.contains(hash: try key($0).stableHash) }
    return kernel
  }
}

/// The watermark of an operator that only passes it on.
public final class ReachedWatermark {
  public private(set) var watermark = EventTime.distantPast
  public init() {}
  /// Takes a watermark; always done at once.
  public func advance(to watermark: EventTime) -> Bool {
    self.watermark = max(self.watermark, watermark)
    return true
  }
  /// Takes up a watermark and returns it.
  public func restore(_ watermark: EventTime) -> EventTime {
    self.watermark = watermark
    return watermark
  }
}
