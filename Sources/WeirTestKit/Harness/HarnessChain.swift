import WeirCore
import WeirGraph
import WeirOperators

/// Operators connected as one subtask would connect them, with recorders at the ends.
final class HarnessChain {
  let context: ChainContext
  /// Upstream before downstream; the first takes the input.
  private let operators: [ChainOperator]
  let output: OutputRecorder
  let calls = HarnessCalls()
  private let sides: [String: OutputRecorder]
  private let drainsByItself: Bool

  init(
    _ setup: HarnessSetup, operators: [ChainOperator], output: OutputRecorder,
    sides: [String: OutputRecorder], context: ChainContext
  ) {
    self.context = context
    self.operators = operators
    self.output = output
    self.sides = sides
    context.caller = calls
    drainsByItself = setup.drainsByItself
  }

  /// Takes up snapshots and lets the operators announce where they stand.
  func open(_ snapshots: [HarnessSnapshot]) throws {
    var sections: [OperatorID: [RestoredSection]] = [:]
    for restored in snapshots.flatMap(\.sections) {
      sections[restored.section.operatorID, default: []].append(restored)
    }
    for chainOperator in operators {
      if let own = sections[chainOperator.id] { try chainOperator.restore(own) }
    }
    for chainOperator in operators.reversed() { try chainOperator.open() }
    try settleIfWanted()
  }

  /// Gives the first operator something and lets the chain finish it, unless the test does that.
  func give(_ body: (ChainOperator) throws -> Void) throws {
    guard !context.isSuspended else {
      throw WeirError(
        .invalidJob, "the operator has work left; call resume() until it is not suspended")
    }
    guard let first = operators.first else { return }
    try body(first)
    try settleIfWanted()
  }

  private func settleIfWanted() throws {
    if drainsByItself { while context.isSuspended, !context.isWaiting { try resume() } }
    if !context.isSuspended { drain() }
  }

  /// Drains the outputs and lets suspended operators go on until the budget stops them again.
  func resume() throws {
    drain()
    try context.resume()
    if !context.isSuspended { drain() }
  }

  private func drain() {
    output.drain()
    for side in sides.values { side.drain() }
  }

  func advanceProcessingTime(to now: ProcessingTime) throws {
    context.processingTime = max(context.processingTime, now)
    if context.isSuspended {
      try resume()
      try settleIfWanted()
    }
    for chainOperator in operators {
      guard let next = chainOperator.nextProcessingTimer, next <= now else { continue }
      try chainOperator.advance(to: now)
      try settleIfWanted()
      if context.isSuspended { return }
    }
  }

  /// Makes one of the calls that wait and lets its operator take the result.
  func finishCall(_ index: Int) async throws {
    guard await calls.run(index) else {
      throw WeirError(
        .invalidJob, "there is no call number \(index); \(calls.count) calls wait, the first is 0")
    }
    try advanceProcessingTime(to: context.processingTime)
  }

  func snapshot() throws -> HarnessSnapshot {
    let sections = try operators.flatMap { try $0.snapshot() }
    return HarnessSnapshot(
      sections: sections.map { RestoredSection(subtask: context.subtask, section: $0) })
  }

  func take<Side: FieldValue>(_ tag: OutputTag<Side>) throws -> [HarnessOutput<Side>] {
    guard let side = sides[tag.name] else {
      throw WeirError(.invalidJob, "no operator under test declares a side output \"\(tag.name)\"")
    }
    return try side.take(Side.self)
  }

  var counters: [String: UInt64] {
    var counters: [String: UInt64] = [:]
    for (name, value) in operators.flatMap(\.counters) { counters[name, default: 0] += value }
    return counters
  }
}
