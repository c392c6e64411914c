import WeirCore
import WeirOperators

/// A chain's operators in one subtask, connected, with the routers at its ends.
///
/// Owned by one subtask's loop; nothing in it may be touched from elsewhere.
final class Chain {
  let context: ChainContext
  /// Upstream before downstream; the first is the head.
  let operators: [ChainOperator]
  let sinks: [SinkOperator]
  /// The operators that may have processing-time timers.
  private let timed: [ChainOperator]
  let routers: [OutputRouter]
  /// Nanoseconds spent waiting for room downstream.
  private(set) var blockedNanoseconds: UInt64 = 0
  /// The silence after which a split of the chain's source counts as idle.
  let idleTimeout: Duration?
  /// How many records the chain's source may read at once; nil: as many as it likes.
  let readLimit: Int?
  /// What was counted before the attempt by all subtasks of an operator; taken up by the first.
  private var earlierCounters: [OperatorID: [(name: String, value: UInt64)]] = [:]
  private let boundaries: [KeyBoundary]
  private let clock: any ProcessingClock
  private let sources: SourceOperator?

  init(
    context: ChainContext, operators: [ChainOperator], routers: [OutputRouter],
    boundaries: [KeyBoundary] = [], idleTimeout: Duration? = nil, readLimit: Int? = nil,
    clock: any ProcessingClock
  ) {
    self.context = context
    self.operators = operators
    sinks = operators.compactMap { $0 as? SinkOperator }
    timed = operators.filter(\.hasProcessingTimers)
    sources = operators.first as? SourceOperator
    self.routers = routers
    self.boundaries = boundaries
    self.idleTimeout = idleTimeout
    self.readLimit = readLimit
    self.clock = clock
  }

  var head: ChainOperator { operators[0] }
  var source: SourceOperator? { sources }

  /// Gives every operator its state.
  func restore(_ sections: [OperatorID: [RestoredSection]]) throws {
    for chainOperator in operators {
      guard let all = sections[chainOperator.id] else { continue }
      let own = all.filter { $0.section.name != CounterSection.name }
      do {
        if context.subtask == 0 { earlierCounters[chainOperator.id] = try CounterSection.sum(all) }
        if !own.isEmpty { try chainOperator.restore(own) }
      } catch let error as WeirError {
        throw error.located(.init(operatorID: chainOperator.id.name))
      }
    }
  }

  /// Lets every operator announce where it stands. Downstream first: what an operator has left from
  /// before comes before what it is given.
  func open() throws {
    for chainOperator in operators.reversed() { try chainOperator.open() }
  }

  func snapshot() throws -> [StateSection] {
    var sections: [StateSection] = []
    for chainOperator in operators {
      sections += try chainOperator.snapshot()
      let counters = try CounterSection.encode(
        counters(of: chainOperator), operatorID: chainOperator.id)
      if let counters { sections.append(counters) }
    }
    return sections
  }

  /// An operator's counts since the job began, of which the first subtask has those from before the
  /// attempt.
  func counters(of chainOperator: ChainOperator) -> [(name: String, value: UInt64)] {
    var sums = earlierCounters[chainOperator.id] ?? []
    for counter in chainOperator.counters { CounterSection.add(counter, to: &sums) }
    return sums
  }

  /// Queues the barrier on all outputs in one step.
  func forward(_ barrier: Barrier) {
    for router in routers { router.queue(.barrier(barrier)) }
  }

  /// Queues records that wait in batches that are not full.
  func flush() {
    for router in routers { router.flush() }
  }

  /// Whether ``drain()`` has anything to do. Asked for every element, where a call of an asynchronous
  /// function that finds nothing would cost more than the answer.
  var needsDraining: Bool {
    for router in routers where router.hasPending { return true }
    for sink in sinks where sink.needsFlush { return true }
    return context.sinkNeedsFlush
  }

  /// Sends what is queued and lets sinks write what they have buffered.
  func drain() async throws {
    for router in routers where router.hasPending {
      var since: UInt64 = 0
      var waited: UInt64 = 0
      try await router.send { isWaiting in
        let now = clock.monotonicNanoseconds()
        if isWaiting { since = now } else { waited &+= now &- since }
      }
      blockedNanoseconds &+= waited
    }
    for sink in sinks where sink.needsFlush { try await sink.flush() }
    context.sinkNeedsFlush = false
  }

  /// Fires processing-time timers that are due.
  func advance(to now: ProcessingTime) throws {
    context.processingTime = now
    for chainOperator in timed {
      if let next = chainOperator.nextProcessingTimer, next <= now {
        try chainOperator.advance(to: now)
        if context.isSuspended { return }
      }
    }
  }

  /// When the first processing-time timer is due.
  var nextProcessingTimer: ProcessingTime? {
    var first: ProcessingTime?
    for chainOperator in timed {
      guard let next = chainOperator.nextProcessingTimer else { continue }
      first = min(first ?? next, next)
    }
    return first
  }

  /// What all routers have sent.
  var sent: SendCounts { routers.reduce(into: SendCounts()) { $0.add($1.sent) } }

  /// The watermark that all keyed operators fused into the chain have reached; nil without any.
  var keyedWatermark: EventTime? { boundaries.map(\.watermark).min() }

  /// Counts time in which asynchronous calls held the chain up.
  func noteBlocked(_ nanoseconds: UInt64) { blockedNanoseconds &+= nanoseconds }

  /// Gives up what the operators have running outside the chain.
  func close() {
    for chainOperator in operators { chainOperator.close() }
  }

  func abandon() async {
    for sink in sinks { await sink.abandon() }
  }
}
