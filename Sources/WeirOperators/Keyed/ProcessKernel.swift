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
    let (sides, clock) = (process.sides, process.clock)
    var kernel = code.kernel(of: process, keyGroups: process.keyGroups)
    kernel.advance = { watermark, emitter in
      // A watermark that comes again, after a restore, must not fire what was registered since.
      guard watermark > state.firedThrough else { return true }
      state.watermark = max(state.watermark, watermark)
      runner.emitter = emitter
      let isDone = try state.fire(.eventTime, through: watermark.milliseconds, emitter, sides) {
        try runner.run(function, $0, $1, $2, state, clock())
      }
      if isDone { state.firedThrough = watermark }
      return isDone
    }
    kernel.advanceProcessingTime = { now, emitter in
      runner.emitter = emitter
      return try state.fire(.processingTime, through: now.milliseconds, emitter, sides) {
        try runner.run(function, $0, $1, $2, state, now)
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
    _ kind: TimerKind, through limit: Int64, _ emitter: Emitter<Output>, _ sides: SideOutputs,
    _ run: (Key, UInt64, FiredTimer) throws -> Void
  ) throws -> Bool {
    defer { pass = nil }
    while let next = kind == .eventTime ? eventTimers.first : processingTimers.first,
      next <= limit
    {
      guard !emitter.isFull, !sides.isFull else { return false }
      let entry =
        kind == .eventTime ? eventTimers.removeFirst() : processingTimers.removeFirst()
      let timer = FiredTimer(time: EventTime(milliseconds: entry.time), kind: kind)
      guard claim(timer, entry.key, entry.hash) else { continue }
      guard entry.chainLength < Self.selfRegistrationLimit else {
        throw WeirError(
          .userFunction,
          "onTimer keeps registering timers that are due already; register them after the watermark",
          isRetriable: false)
      }
      pass = TimerPass(kind: kind, limit: limit, chainLength: entry.chainLength &+ 1)
      try run(entry.key, entry.hash, timer)
    }
    return true
  }
}

/// Calls a process function with one context that is filled anew each time.
public final class ProcessRunner<Key: FieldValue, Output: FieldValue> {
  @usableFromInline var emitter: Emitter<Output>?
  @usableFromInline var reused: KeyedContext<Key, Output>?
  @usableFromInline let sides: SideOutputs

  @inlinable public init(sides: SideOutputs) { self.sides = sides }

  /// The context for a record; `time` is nil where no event time is assigned.
  @inlinable func context(
    key: Key, time: EventTime?, watermark: EventTime, processingTime: ProcessingTime
  ) -> KeyedContext<Key, Output> {
    guard let context = reused else {
      let context = KeyedContext<Key, Output>(
        key: key, time: time ?? .zero, watermark: watermark, processingTime: processingTime,
        output: { [unowned self] in emitter?.append($0, at: $1) },
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

  @inlinable func run<Function: KeyedProcessFunction>(
    _ function: Function, _ key: Key, _ hash: UInt64, _ timer: FiredTimer,
    _ state: ProcessState<Key, Function.State>, _ now: ProcessingTime
  ) throws where Function.Key == Key, Function.Output == Output {
    let context = context(
      key: key, time: timer.time, watermark: state.watermark, processingTime: now)
    try state.update(key, hash: hash, timers: context.timers) {
      try function.onTimer(timer, state: &$0, context: context)
    }
  }
}
