import WeirCore

/// Decides which inputs of a subtask are held back for a checkpoint, and when all barriers are in.
///
/// Invariants: at most one checkpoint is being aligned; an input is blocked exactly while it has
/// delivered that checkpoint's barrier and another live input has not; a checkpoint that was aligned,
/// aborted or overtaken never aligns again. An input that has ended counts as aligned.
struct BarrierAligner: Sendable {
  enum Action: Equatable, Sendable {
    /// The barrier belongs to a checkpoint that is over.
    case ignore
    /// The input is blocked now; `isFirst` for the checkpoint's first barrier.
    case block(isFirst: Bool)
    /// All barriers are in: take the snapshot, then call ``release()``.
    case aligned(Barrier)
  }

  private var hasArrived: [Bool]
  private var hasEnded: [Bool]
  private(set) var pending: Barrier?
  /// Barriers up to this checkpoint mean nothing any more.
  private var settled = CheckpointID(0)

  init(inputCount: Int) {
    hasArrived = Array(repeating: false, count: inputCount)
    hasEnded = Array(repeating: false, count: inputCount)
  }

  /// Whether what comes from an input must wait.
  func isBlocked(_ input: Int) -> Bool { pending != nil && hasArrived[input] }

  /// Whether any input is blocked.
  var isAligning: Bool { pending != nil }

  mutating func receive(_ barrier: Barrier, from input: Int) -> Action {
    guard barrier.checkpoint > settled else { return .ignore }
    if let current = pending, current.checkpoint != barrier.checkpoint {
      guard barrier.checkpoint > current.checkpoint else { return .ignore }
      // Only one checkpoint is in flight, so a newer barrier says that the older was aborted.
      settled = current.checkpoint
      release()
    }
    let isFirst = pending == nil
    pending = barrier
    hasArrived[input] = true
    return isComplete ? .aligned(barrier) : .block(isFirst: isFirst)
  }

  /// An input has ended; returns the barrier whose alignment that completes.
  mutating func end(_ input: Int) -> Action {
    hasEnded[input] = true
    if let pending, isComplete { return .aligned(pending) }
    return .ignore
  }

  private var isComplete: Bool {
    hasArrived.indices.allSatisfy { hasArrived[$0] || hasEnded[$0] }
  }

  /// Lets all inputs go on after the snapshot of an aligned checkpoint.
  mutating func release() {
    if let pending { settled = max(settled, pending.checkpoint) }
    pending = nil
    for input in hasArrived.indices { hasArrived[input] = false }
  }

  /// Gives a checkpoint up; whether inputs were blocked for it.
  mutating func abort(_ checkpoint: CheckpointID) -> Bool {
    settled = max(settled, checkpoint)
    guard let pending, pending.checkpoint <= checkpoint else { return false }
    release()
    return true
  }
}
