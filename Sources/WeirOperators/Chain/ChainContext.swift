import WeirCore

/// What the operators of one chain in one subtask share.
public final class ChainContext {
  /// Which parallel instance this is.
  public let subtask: Int
  public let parallelism: Int
  /// The keys that this subtask owns.
  public let keyGroups: KeyGroupRange
  /// The wall clock as the subtask's loop last read it.
  @exclusivity(unchecked) public var processingTime = ProcessingTime(milliseconds: 0)
  /// Batches waiting to be sent; the routers count them.
  @exclusivity(unchecked) public var queuedBatchCount = 0
  /// Whether a sink of the chain has buffered so much that it wants to write.
  @exclusivity(unchecked) public var sinkNeedsFlush = false
  /// Operators yield when so many batches wait to be sent.
  public let outputBudget: Int
  /// Makes asynchronous calls; nil where the host has no way to.
  public var caller: (any AsyncCaller)?
  /// Operators with work left, those furthest downstream first.
  @exclusivity(unchecked) private var suspended: [ChainOperator] = []

  public init(subtask: Int, parallelism: Int, keyGroups: KeyGroupRange, outputBudget: Int = 16) {
    self.subtask = subtask
    self.parallelism = parallelism
    self.keyGroups = keyGroups
    self.outputBudget = outputBudget
  }

  /// Whether an operator must stop producing and call ``suspend(_:)``: outputs have to drain, or an
  /// operator downstream has not finished what it got.
  public var mustYield: Bool {
    !suspended.isEmpty || sinkNeedsFlush || queuedBatchCount >= outputBudget
  }

  /// Whether some operator has work left. No further element may be given to the chain until then.
  public var isSuspended: Bool { !suspended.isEmpty }

  /// Whether nothing can go on before something outside happens: the operator that is next has
  /// said so.
  public var isWaiting: Bool { suspended.first?.isWaiting ?? false }

  /// When the operator that ``isWaiting`` wants to be resumed at the latest.
  public var waitingUntil: ProcessingTime? { suspended.first?.nextProcessingTimer }

  /// Remembers an operator that stopped in the middle. Those downstream suspend before those
  /// upstream, because the upstream call is still on the stack.
  public func suspend(_ chainOperator: ChainOperator) { suspended.append(chainOperator) }

  /// Lets suspended operators go on, furthest downstream first, so that order is kept: an operator
  /// goes on only when everything that it gave away earlier is done.
  public func resume() throws {
    let waiting = suspended
    suspended = []
    for chainOperator in waiting {
      // With a budget of nothing the first still makes one step.
      if !suspended.isEmpty || queuedBatchCount >= max(1, outputBudget) {
        suspended.append(chainOperator)
      } else {
        try chainOperator.resume()
      }
    }
  }
}
