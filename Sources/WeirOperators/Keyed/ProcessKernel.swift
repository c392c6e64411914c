import WeirCore

/// A keyed process function in one subtask.
public final class KeyedProcess<Function: KeyedProcessFunction> {
  @usableFromInline let function: Function
  @usableFromInline let state: ProcessState<Function.Key, Function.State>
  @usableFromInline let runner: ProcessRunner<Function.Key, Function.Output>
  @usableFromInline let sides: SideOutputs
  @usableFromInline let keyGroups: KeyGroupRange
  /// The wall clock as the subtask's loop last read it.
  @usableFromInline let clock: () -> ProcessingTime

  /// - Parameter state: where state and timers are kept; nil: nobody else looks at them.
  @inlinable public init(
    _ function: Function, keyGroups: KeyGroupRange, sides: SideOutputs,
    state: ProcessState<Function.Key, Function.State>? = nil,
    clock: @escaping () -> ProcessingTime
  ) {
    self.function = function
    self.sides = sides
    self.keyGroups = keyGroups
    self.clock = clock
    self.state = state ?? ProcessState(keyGroups: keyGroups)
    runner = ProcessRunner(sides: sides)
  }
}

extension OperatorCode {
  /// A keyed process function.
  @inlinable @inline(__always)
  public static func process<Function: KeyedProcessFunction>(
    _ function: Function.Type, key: @escaping @Sendable (Input) throws -> Function.Key
  ) -> OperatorCode where Function.Input == Input, Function.Output == Output {
    OperatorCode(hash: { try key($0).stableHash }) { state, batch, emitter in
      let process = unsafeDowncast(state, to: KeyedProcess<Function>.self)
      let function = process.function
      try process.state.process(
        batch, emitter, process.runner, at: process.clock(), key: { try key($0) }
      ) { try function.process($0, state: &$1, context: $2) }
    }
  }
}

extension OperatorKernel {
  /// A keyed process function in one subtask.
  /// - Parameter code: of ``OperatorCode/process(_:key:)`` for the same function.
  @inlinable
  public static func process<Function: KeyedProcessFunction>(
    _ code: OperatorCode<Input, Output>, _ process: KeyedProcess<Function>
  ) -> OperatorKernel<Input, Output> where Function.Input == Input, Function.Output == Output {
    let (function, state, runner) = (process.function, process.state, process.runner)
    let clock = process.clock
    var kernel = code.kernel(of: process, keyGroups: process.keyGroups)
    kernel.advance = { watermark, emitter in
      // A watermark that comes again, after a restore, must not fire what was registered since.
      guard watermark > state.firedThrough else { return true }
      state.watermark = max(state.watermark, watermark)
      let isDone = try state.fire(
        .eventTime, through: watermark.milliseconds, emitter, runner, at: clock()
      ) { try function.onTimer($0, state: &$1, context: $2) }
      if isDone { state.firedThrough = watermark }
      return isDone
    }
    kernel.advanceProcessingTime = { now, emitter in
      try state.fire(.processingTime, through: now.milliseconds, emitter, runner, at: now) {
        try function.onTimer($0, state: &$1, context: $2)
      }
    }
    kernel.nextProcessingTimer = {
      state.processingTimers.first.map { ProcessingTime(milliseconds: $0) }
    }
    kernel.snapshot = { try state.snapshot() }
    kernel.restore = { try state.restore($0) }
    kernel.counters = { runner.reused?.counts ?? [] }
    return kernel
  }
}

extension ProcessState {
  /// A callback that always registers a further timer that is due would never let the watermark
  /// pass; so many in a row are an error.
  @usableFromInline static var selfRegistrationLimit: UInt32 { 1_000_000 }

  /// Fires the timers of one kind that are due, in order, until the emitter is full. A timer that a
  /// callback registers at or before the limit fires in the same pass.
  @inlinable @inline(__always)
  func fire<Output>(
    _ kind: TimerKind, through limit: Int64, _ emitter: Emitter<Output>,
    _ runner: ProcessRunner<Key, Output>, at now: ProcessingTime,
    _ body: (FiredTimer, inout State?, KeyedContext<Key, Output>) throws -> Void
  ) throws -> Bool {
    let queue = kind == .eventTime ? eventTimers : processingTimers
    guard let first = queue.first, first <= limit else { return true }
    runner.emitter = emitter
    let context = runner.context(
      key: queue.anyKey, time: nil, watermark: watermark, processingTime: now)
    let timers = context.timers
    context.hasEmitted = true
    defer { pass = nil }
    while let next = queue.first, next <= limit {
      if context.hasEmitted, emitter.isFull || runner.sides.isFull { return false }
      let due = queue.removeFirst()
      let timer = FiredTimer(time: EventTime(milliseconds: due.time), kind: kind)
      guard let entry = table.find(due.key, hash: due.hash), entry.pointee.timers.remove(timer)
      else { continue }
      guard due.chainLength < Self.selfRegistrationLimit else {
        throw WeirError(
          .userFunction,
          "onTimer keeps registering timers that are due already; register them after the watermark",
          isRetriable: false)
      }
      pass = TimerPass(kind: kind, limit: limit, chainLength: due.chainLength &+ 1)
      context.key = due.key
      context.time = timer.time
      context.hasEmitted = false
      try update(entry, due.key, due.hash, timers) { try body(timer, &$0, context) }
    }
    return true
  }
}

/// Calls a process function with one context that is filled anew each time.
public final class ProcessRunner<Key: FieldValue, Output: FieldValue> {
  /// Where the context sends records to. Behind a pointer, so that one that is sent pays for no
  /// exclusivity checks.
  @usableFromInline final class Target {
    @usableFromInline let emitter: UnsafeMutablePointer<Emitter<Output>?>

    @inlinable init() {
      emitter = .allocate(capacity: 1)
      emitter.initialize(to: nil)
    }

    deinit {
      emitter.deinitialize(count: 1)
      emitter.deallocate()
    }
  }

  @usableFromInline let target = Target()
  @usableFromInline var reused: KeyedContext<Key, Output>?
  @usableFromInline let sides: SideOutputs

  @inlinable public init(sides: SideOutputs) { self.sides = sides }

  /// What the context sends records to.
  @inlinable var emitter: Emitter<Output>? {
    get { target.emitter.pointee }
    set { target.emitter.pointee = newValue }
  }

  /// The context for a record; `time` is nil where no event time is assigned.
  @inlinable func context(
    key: Key, time: EventTime?, watermark: EventTime, processingTime: ProcessingTime
  ) -> KeyedContext<Key, Output> {
    guard let context = reused else {
      let context = KeyedContext<Key, Output>(
        key: key, time: time ?? .zero, watermark: watermark, processingTime: processingTime,
        output: { [target] in target.emitter.pointee?.append($0, at: $1) },
        sideOutput: { [sides] name, record, time in try sides.emit(record, to: name, at: time) })
      reused = context
      return context
    }
    context.key = key
    context.time = time ?? .zero
    context.watermark = watermark
    context.processingTime = processingTime
    return context
  }
}
