import WeirCore

extension ProcessState {
  /// Calls a function with each record of a batch, its key's state and one context for all, until
  /// the batch is empty or an output full.
  @inlinable @inline(__always)
  public func process<Input, Output>(
    _ batch: Batch<Input>, _ emitter: Emitter<Output>, _ runner: ProcessRunner<Key, Output>,
    at now: ProcessingTime, key: (Input) throws -> Key,
    _ body: (Input, inout State?, KeyedContext<Key, Output>) throws -> Void
  ) throws {
    let (values, times, count) = (batch.values, batch.times, batch.count)
    var index = batch.head
    guard index < count else { return }
    runner.emitter = emitter
    let context = runner.context(
      key: try key(values[index]), time: nil, watermark: watermark, processingTime: now)
    let timers = context.timers
    var mayBeFull = true
    defer { batch.head = index }
    while index < count {
      if mayBeFull, emitter.isFull || runner.sides.isFull { return }
      let recordKey = try key(values[index])
      context.key = recordKey
      context.time = times?[index] ?? .zero
      context.hasEmitted = false
      try update(recordKey, hash: recordKey.stableHash, timers: timers) {
        try body(values[index], &$0, context)
      }
      (values + index).deinitialize(count: 1)
      index &+= 1
      mayBeFull = context.hasEmitted
    }
  }
}
