import WeirCore

/// How a run ended.
public struct RunResult: Sendable, Equatable {
  public enum Outcome: Sendable, Equatable {
    /// All input is read and committed.
    case finished
    /// Stopped on request; it goes on from its last checkpoint.
    case stopped
    /// All input had been read and committed before.
    case alreadyComplete
  }
  public let outcome: Outcome
  /// The checkpoint that covers everything in the stores.
  public let checkpoint: CheckpointID
  /// Where each sink's store is, by the sink's name.
  public let stores: [(sink: String, directory: String)]
  /// Restarts within this run.
  public let restartCount: Int

  public static func == (left: RunResult, right: RunResult) -> Bool {
    left.outcome == right.outcome && left.checkpoint == right.checkpoint
      && left.stores.elementsEqual(right.stores, by: ==) && left.restartCount == right.restartCount
  }
}
