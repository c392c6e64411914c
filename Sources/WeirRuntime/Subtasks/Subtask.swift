import WeirCheckpoints
import WeirCore
import WeirOperators

/// One parallel instance of a chain that takes its input from other chains.
///
/// One loop owns the chain: it takes a burst from the gate, hands element by element to the chain,
/// and sends what the chain produced. Nothing else of the actor runs meanwhile.
actor Subtask {
  private let core: SubtaskCore
  private var aligner: BarrierAligner
  private var merger: WatermarkMerger
  private var room: ChannelRoom
  /// When the work on the element that is being handled began.
  private var began: UInt64 = 0
  /// Elements of blocked inputs, in order; their credit is withheld.
  private var held: ContiguousArray<InputGateStateMachine.Entry> = []
  private var burst: ContiguousArray<InputGateStateMachine.Entry> = []
  private var cursor = 0

  init(core: sending SubtaskCore, inputCount: Int) {
    room = ChannelRoom(largest: core.gate.capacity, inputCount: inputCount)
    self.core = core
    aligner = BarrierAligner(inputCount: inputCount)
    merger = WatermarkMerger(inputCount: inputCount)
  }

  /// Runs until the gate is closed or something fails.
  /// - Parameter sections: the state to begin from.
  func run(_ sections: [OperatorID: [RestoredSection]]) async throws {
    do {
      try core.chain.restore(sections)
      try core.chain.open()
      try await settle()
      while true {
        try core.fireTimers()
        if !core.isSettled { try await settle() }
        try await fill()
        began = core.monotonicNanoseconds
        while cursor < burst.count {
          let entry = burst[cursor]
          cursor += 1
          try await handle(entry)
        }
        core.publish()
        if core.hasWriters { await core.reportStaged() }
      }
    } catch {
      await core.end()
      throw error
    }
  }

  /// Takes the next burst. Before the loop would go idle, what waits in open batches is sent.
  private func fill() async throws {
    // What came while timers fired or restored work went on is in the burst already.
    if cursor < burst.count { return }
    cursor = 0
    if try core.gate.poll(into: &burst) { return }
    core.chain.flush()
    try await core.chain.drain()
    core.publish()
    var taken: ContiguousArray<InputGateStateMachine.Entry> = []
    swap(&taken, &burst)
    try await core.gate.take(into: &taken)
    swap(&taken, &burst)
  }

  private func handle(_ entry: InputGateStateMachine.Entry) async throws {
    guard case .element(let element, let input) = entry else {
      if case .command(let command) = entry { obey(command) }
      return
    }
    if aligner.isBlocked(input) {
      held.append(entry)
      return
    }
    switch element {
    case .batch(let batch):
      let cost = core.gate.cost(of: batch)
      try core.chain.head.receive(batch)
      if !core.isSettled { try await settle() }
      core.gate.release(cost, input: input)
      noteWork(cost)
    case .watermark(let watermark): try await pass(merger.receive(watermark, from: input))
    case .idle: try await pass(merger.setIdle(input, true))
    case .active: try await pass(merger.setIdle(input, false))
    case .barrier(let barrier): try await align(aligner.receive(barrier, from: input))
    case .end:
      try await pass(merger.end(input))
      try await align(aligner.end(input))
    }
  }

  /// Lets the room of the inputs follow the speed at which batches are done.
  private func noteWork(_ cost: Int) {
    let now = core.monotonicNanoseconds
    let capacity = room.note(cost: cost, nanoseconds: now &- began)
    began = now
    if let capacity { core.gate.resize(to: capacity) }
  }

  private func pass(_ change: WatermarkMerger.Change) async throws {
    if let watermark = change.watermark {
      core.watermark = watermark
      try core.chain.head.receive(watermark: watermark)
      if !core.isSettled { try await settle() }
    }
    guard let isIdle = change.isIdle else { return }
    try core.chain.head.receive(isIdle: isIdle)
    try await core.chain.drain()
  }

  private func align(_ action: BarrierAligner.Action) async throws {
    switch action {
    case .ignore: return
    case .block(let isFirst): if isFirst { try core.failpoints.hit(.alignFirst) }
    case .aligned(let barrier):
      try core.failpoints.hit(.alignLast)
      try await core.checkpoint(barrier)
      aligner.release()
      unhold()
    }
  }

  private func obey(_ command: SubtaskCommand) {
    switch command {
    case .abort(let checkpoint): if aligner.abort(checkpoint) { unhold() }
    case .complete(let checkpoint): core.complete(checkpoint)
    case .start, .inject, .throttle, .wake, .callsEnded: break
    }
  }

  /// Puts what was held back in front of what has come since.
  private func unhold() {
    guard !held.isEmpty else { return }
    held.append(contentsOf: burst[cursor...])
    swap(&held, &burst)
    held.removeAll(keepingCapacity: true)
    cursor = 0
  }

  /// Sends what the chain produced and lets suspended operators finish. Between two steps a barrier
  /// that completes an alignment is let through; no further record is.
  private func settle() async throws {
    try await core.chain.drain()
    while core.chain.context.isSuspended {
      let hasAligned = try await alignWhileSuspended()
      try core.chain.context.resume()
      try await core.chain.drain()
      if !hasAligned, core.chain.context.isWaiting { try await awaitCalls() }
      // What gives much and sends little must not keep its thread from everybody else.
      await Task.yield()
    }
  }

  /// Waits until operators that wait for asynchronous calls can go on, or something else comes.
  private func awaitCalls() async throws {
    var more: ContiguousArray<InputGateStateMachine.Entry> = []
    try await core.awaitCalls(into: &more)
    burst.append(contentsOf: more)
  }

  /// Handles the barriers that are next on their inputs. A final one waits: nothing goes on after it,
  /// so what it passed would never be stored. The snapshot then holds the suspended
  /// operators' pending work. Returns whether there was one.
  private func alignWhileSuspended() async throws -> Bool {
    var more: ContiguousArray<InputGateStateMachine.Entry> = []
    if try core.gate.poll(into: &more) {
      burst.removeFirst(cursor)
      cursor = 0
      burst.append(contentsOf: more)
    }
    var passed: Set<Int> = []
    var index = cursor
    while index < burst.count {
      if case .element(let element, let input) = burst[index] {
        if case .barrier(let barrier) = element, !barrier.isFinal, !passed.contains(input),
          !aligner.isBlocked(input)
        {
          burst.remove(at: index)
          try await align(aligner.receive(barrier, from: input))
          // The alignment may have rearranged the burst: look at it afresh.
          return true
        }
        passed.insert(input)
      }
      index += 1
    }
    return false
  }
}
