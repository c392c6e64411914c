import WeirCore

/// Asks something outside about each record, many at a time, and sends on what comes of the
/// answers.
///
/// The order is a ``CallQueue``'s business, tries and timeouts a ``CallLedger``'s. The operator
/// takes records while there is room, and is suspended when there is none: that is the
/// backpressure. Results come into a mailbox from other tasks; the subtask's loop is woken and lets
/// the operator look.
public final class AsyncOperator<
  Input: FieldValue, Question: Sendable, Answer: Sendable, Output: FieldValue
>: ChainOperator {
  /// A record that has not left.
  struct Request {
    let input: Input
    let time: EventTime?
    let split: Int32
  }

  /// An element that is not taken yet.
  enum Pending {
    case batch(Batch<Input>)
    case mark(StreamMark)
  }

  /// A question that is being asked, for one or several records.
  private struct Call {
    let question: Question
    var requests: [UInt64]
    var cancel: @Sendable () -> Void = {}
  }

  private let function: AsyncFunction<Input, Question, Answer, Output>
  private let options: CallOptions
  private let memory: CallMemory<Question, Answer>
  private let failures: Emitter<Input>?
  private let sides: SideOutputs
  private let emitter = Emitter<Output>()
  private let mailbox = CallMailbox<Answer>()
  private var ledger: CallLedger
  private var calls: [UInt64: Call] = [:]
  private var nextCall: UInt64 = 0
  private var isQueued = false
  private var waits = false
  private var counts = AsyncCounts()
  /// The records inside.
  private(set) var queue: CallQueue<Request, Answer>
  /// In order of arrival; only the first has begun.
  private(set) var pending: [Pending] = []

  /// - Parameter failedTag: where records go whose calls have failed for good; nil: they fail the
  ///   job.
  public init(
    id: OperatorID, context: ChainContext,
    function: AsyncFunction<Input, Question, Answer, Output>, options: CallOptions,
    memory: CallMemory<Question, Answer> = CallMemory(), failedTo failedTag: OutputTag<Input>? = nil
  ) {
    self.function = function
    self.options = options
    self.memory = memory
    let sides = SideOutputs()
    if let failedTag { sides.add(failedTag) }
    self.sides = sides
    failures = failedTag.flatMap { sides.emitter($0) }
    ledger = CallLedger(timeout: options.timeout, retries: options.retries)
    queue = CallQueue(isOrdered: options.order == .ordered)
    super.init(id: id, context: context, portCount: sides.portCount)
  }

  public override func receive(_ batch: AnyBatch) throws {
    recordsIn &+= UInt64(truncatingIfNeeded: batch.remaining)
    try take(.batch(unsafeDowncast(batch, to: Batch<Input>.self)))
  }

  public override func receive(watermark: EventTime) throws {
    try take(.mark(.watermark(watermark)))
  }

  public override func receive(isIdle: Bool) throws { try take(.mark(.status(isIdle: isIdle))) }

  public override func receive(split event: SplitEvent) throws { try take(.mark(.split(event))) }

  private func take(_ element: Pending) throws {
    pending.append(element)
    try goOn()
  }

  /// Works unless something downstream, or the operator itself, is to be resumed first.
  private func goOn() throws {
    if isQueued { return }
    if context.isSuspended { suspend(waits: false) } else { try work() }
  }

  public override func resume() throws {
    isQueued = false
    try work()
  }

  public override var isWaiting: Bool { waits }

  private func suspend(waits: Bool) {
    self.waits = waits
    guard !isQueued else { return }
    isQueued = true
    context.suspend(self)
  }

  /// Takes results, gives out what may leave and lets records in, until nothing more can be done.
  private func work() throws {
    do {
      try takeResults()
      while try step() {
        guard context.mustYield else { continue }
        try flush()
        if queue.hasNext || !pending.isEmpty { suspend(waits: false) }
        return
      }
      try flush()
      if !pending.isEmpty { suspend(waits: true) }
    } catch let error as WeirError {
      throw error.located(.init(operatorID: id.name))
    } catch {
      throw WeirError(
        .userFunction, "a function of the job threw an error", at: .init(operatorID: id.name),
        cause: error)
    }
  }

  /// Gives one thing out, or lets something in; false when neither can be done now.
  private func step() throws -> Bool {
    guard let next = queue.next() else { return try letIn() }
    try give(next)
    return true
  }

  public override var nextProcessingTimer: ProcessingTime? {
    // Results that wait are due at once.
    mailbox.isEmpty ? ledger.next : ProcessingTime(milliseconds: 0)
  }

  public override func advance(to now: ProcessingTime) throws { try goOn() }

  public override func close() {
    for call in calls.values { call.cancel() }
    calls = [:]
  }

  public override var counters: [(name: String, value: UInt64)] {
    counts.cacheHits = memory.hitCount
    return counts.named
  }

  public override func snapshot() throws -> [StateSection] {
    try AsyncSection.encode(queue.requests, pending, operatorID: id)
  }

  public override func restore(_ sections: [RestoredSection]) throws {
    for restored in sections where restored.subtask % context.parallelism == context.subtask {
      pending += try AsyncSection.decode(restored.section).map { .batch($0) }
    }
  }

  /// Asks again about the records that were inside.
  public override func open() throws {
    if !pending.isEmpty { try goOn() }
  }
}

extension AsyncOperator {
  /// Lets records in while there is room; false when nothing can be let in now.
  private func letIn() throws -> Bool {
    switch pending.first {
    case nil: return false
    case .mark(let mark):
      if mark == .watermark(.distantFuture) {
        // Nothing follows the end of time: it waits until everything has left.
        guard queue.isEmpty else { return false }
      }
      pending.removeFirst()
      queue.append(mark)
    case .batch(let batch):
      guard queue.count < options.capacity else { return false }
      while !batch.isEmpty, queue.count < options.capacity {
        let time = batch.times?[batch.head]
        let split = batch.split
        try ask(about: Request(input: batch.removeFirst(), time: time, split: split))
      }
      if batch.isEmpty {
        pending.removeFirst()
        batch.recycle()
      }
    }
    return true
  }

  private func ask(about request: Request) throws {
    let question = try function.question(request.input)
    let place = queue.append(request)
    if let answer = memory.answer(to: question, at: context.processingTime) {
      return queue.answer(place, answer)
    }
    if let running = memory.running(question) {
      calls[running]?.requests.append(place)
      return
    }
    let call = nextCall
    nextCall &+= 1
    calls[call] = Call(question: question, requests: [place])
    memory.began(question, call: call)
    try start(call, attempt: ledger.begin(call, at: context.processingTime))
  }

  private func start(_ call: UInt64, attempt: UInt32) throws {
    guard let caller = context.caller else {
      throw WeirError(
        .invalidJob, "this host makes no asynchronous calls; run the job with a job runner",
        isRetriable: false)
    }
    guard let question = calls[call]?.question else { return }
    counts.calls &+= 1
    calls[call]?.cancel = caller.call(function.ask, with: question) { [mailbox] result in
      mailbox.put(.init(call: call, attempt: attempt, result: result))
    }
  }

  /// Takes what has come, and gives up or begins again what is due.
  private func takeResults() throws {
    let now = context.processingTime
    for letter in mailbox.takeAll() {
      switch letter.result {
      case .success(let answer):
        guard ledger.end(letter.call, attempt: letter.attempt),
          let call = calls.removeValue(forKey: letter.call)
        else { continue }
        memory.ended(call.question, with: answer, at: now)
        for place in call.requests { queue.answer(place, answer) }
      case .failure(let error):
        try fail(letter.call, letter.attempt, at: now) { "\(error)" }
      }
    }
    for event in ledger.events(at: now) {
      switch event {
      case .timedOut(let call, let attempt):
        counts.timeouts &+= 1
        calls[call]?.cancel()
        let timeout = options.timeout
        try fail(call, attempt, at: now) { "no answer within \(timeout)" }
      case .startsAgain(let call, let attempt):
        counts.retries &+= 1
        try start(call, attempt: attempt)
      }
    }
  }

  private func fail(
    _ id: UInt64, _ attempt: UInt32, at now: ProcessingTime, _ reason: () -> String
  ) throws {
    guard ledger.fail(id, attempt: attempt, at: now) == .isFinal,
      let call = calls.removeValue(forKey: id)
    else { return }
    memory.ended(call.question, with: nil, at: now)
    guard let failures else {
      throw WeirError(
        .userFunction,
        "a call failed, try \(attempt) of \(options.retries.limit + 1): \(reason()); allow more"
          + " retries or a longer timeout, or name a side output with failedTo:")
    }
    for request in call.requests.compactMap({ queue.drop($0) }) {
      counts.failed &+= 1
      if let time = request.time {
        failures.append(request.input, at: time)
      } else {
        failures.append(request.input)
      }
    }
  }

  private func give(_ next: CallQueue<Request, Answer>.Next) throws {
    switch next {
    case .answer(let request, let answer):
      guard let output = try function.output(request.input, answer) else { return }
      // The records of a batch are of one split.
      if !emitter.current.isEmpty, emitter.current.split != request.split { emitter.setAside() }
      if let time = request.time {
        emitter.append(output, at: time)
      } else {
        emitter.append(output)
      }
      emitter.current.split = request.split
      if emitter.isFull { try flush() }
    case .mark(let mark):
      try flush()
      try pass(mark)
    }
  }

  private func flush() throws {
    try emitter.drain { batch in
      recordsOut &+= UInt64(truncatingIfNeeded: batch.remaining)
      try outputs[0].emit(batch)
    }
    if outputs.count > 1 { try sides.drain { port, batch in try outputs[port].emit(batch) } }
  }

  private func pass(_ mark: StreamMark) throws {
    for output in outputs {
      switch mark {
      case .watermark(let watermark): try output.emit(watermark: watermark)
      case .status(let isIdle): try output.emit(isIdle: isIdle)
      case .split(let event): try output.emit(split: event)
      }
    }
  }
}
