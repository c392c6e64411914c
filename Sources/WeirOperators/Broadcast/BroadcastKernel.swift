import WeirCore

extension OperatorKernel {
  /// A broadcast function without keys. Control records are on the right.
  @inlinable @inline(__always)
  public static func broadcast<Function: BroadcastFunction>(
    _ function: Function, sides: SideOutputs, clock: @escaping () -> ProcessingTime
  ) -> OperatorKernel<Input, Output>
  where Input == Either<Function.Input, Function.Control>, Output == Function.Output {
    let shared = SharedState(function.makeShared())
    let reached = ReachedWatermark()
    let target = EmitterPlace<Output>()
    let context = RecordContext<Output>(
      output: { record, time in target.append(record, time) },
      sideOutput: { name, record, time in try sides.emit(record, to: name, at: time) })
    var kernel = OperatorKernel<Input, Output> { batch, emitter in
      target.emitter = emitter
      context.watermark = reached.watermark
      context.processingTime = clock()
      while !batch.isEmpty, !emitter.isFull, !sides.isFull {
        context.time = batch.times?[batch.head]
        switch batch.removeFirst() {
        case .left(let record):
          try function.process(record, shared: shared.value, context: context)
        case .right(let control): try function.update(control, shared: &shared.value)
        }
      }
    }
    kernel.advance = { watermark, _ in reached.advance(to: watermark) }
    kernel.snapshot = { [try shared.snapshot()] }
    kernel.restore = { sections in
      try shared.restore(sections)
      return .distantPast
    }
    return kernel
  }

  /// A broadcast function with state for each key of the left records.
  /// - Parameter shared: one for all kernels of a subtask.
  @inlinable @inline(__always)
  public static func keyedBroadcast<Function: KeyedBroadcastFunction>(
    _ function: Function, shared: SharedState<Function.Shared>, keyGroups: KeyGroupRange,
    key: @escaping @Sendable (Function.Input) throws -> Function.Key, sides: SideOutputs,
    clock: @escaping () -> ProcessingTime
  ) -> OperatorKernel<Input, Output>
  where Input == Either<Function.Input, Function.Control>, Output == Function.Output {
    typealias Whole = SharingFunction<Function>
    let whole = KeyedProcess(
      Whole(function, shared), keyGroups: keyGroups, sides: sides, clock: clock)
    let (state, runner) = (whole.state, whole.runner)
    var kernel = OperatorKernel<Input, Output>.process(
      .process(Whole.self, key: { try key(Whole.main($0)) }), whole)
    kernel.process = { batch, emitter in
      runner.emitter = emitter
      while !batch.isEmpty, !emitter.isFull, !sides.isFull {
        let time = batch.times?[batch.head]
        switch batch.removeFirst() {
        case .left(let record):
          let recordKey = try key(record)
          let context = runner.context(
            key: recordKey, time: time, watermark: state.watermark, processingTime: clock())
          try state.update(recordKey, hash: recordKey.stableHash, timers: context.timers) {
            try function.process(record, state: &$0, shared: shared.value, context: context)
          }
        case .right(let control): try function.update(control, shared: &shared.value)
        }
      }
    }
    kernel.snapshot = { try state.snapshot() + [try shared.snapshot()] }
    kernel.restore = { sections in
      try shared.restore(sections)
      return try state.restore(
        sections.filter { $0.section.name != SharedState<Function.Shared>.sectionName })
    }
    // A control record belongs to every subtask, and there to the first of its kernels: they share
    // what it changes.
    kernel.owns = { record in
      guard case .left(let record) = record else { return true }
      return keyGroups.contains(hash: try key(record).stableHash)
    }
    kernel.counters = { runner.reused?.counts ?? [] }
    return kernel
  }
}

/// The emitter that a context that lives as long as its operator writes to.
public final class EmitterPlace<Output: FieldValue> {
  @usableFromInline var emitter: Emitter<Output>?
  @inlinable public init() {}

  @inlinable func append(_ record: Output, _ time: EventTime?) {
    if let time { emitter?.append(record, at: time) } else { emitter?.append(record) }
  }
}

/// A keyed broadcast function as a keyed function over records of both kinds, for its timers.
@usableFromInline struct SharingFunction<Function: KeyedBroadcastFunction>: KeyedProcessFunction,
  @unchecked Sendable
{
  @usableFromInline typealias Key = Function.Key
  @usableFromInline typealias Input = Either<Function.Input, Function.Control>
  @usableFromInline typealias State = Function.State
  @usableFromInline typealias Output = Function.Output

  @usableFromInline let function: Function
  /// Touched by the subtask's loop alone.
  @usableFromInline let shared: SharedState<Function.Shared>

  @inlinable init(_ function: Function, _ shared: SharedState<Function.Shared>) {
    self.function = function
    self.shared = shared
  }

  @inlinable static func main(_ record: Input) throws -> Function.Input {
    guard case .left(let record) = record else {
      throw WeirError(.limit, "a control record has no key", domain: .internalFault)
    }
    return record
  }

  @inlinable func process(
    _ record: Input, state: inout State?, context: KeyedContext<Key, Output>
  ) throws {
    try function.process(
      try Self.main(record), state: &state, shared: shared.value, context: context)
  }

  @inlinable func onTimer(
    _ timer: FiredTimer, state: inout State?, context: KeyedContext<Key, Output>
  ) throws {
    try function.onTimer(timer, state: &state, shared: shared.value, context: context)
  }
}
