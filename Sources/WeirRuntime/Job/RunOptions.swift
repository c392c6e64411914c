import WeirCheckpoints
import WeirCore

/// How a job is to be run.
public struct RunOptions: Sendable {
  /// The directory of all jobs; each has a directory of its own in it.
  public var dataDirectory = "./weir-data"
  /// Subtasks of every operator that sets no parallelism of its own.
  public var parallelism = 2
  public var checkpoints = CheckpointOptions()
  public var restart = RestartStrategy.exponential()
  /// What the job's state is restored from.
  public var recovery = RecoveryRequest.latest
  /// Moves the job's directory away first and begins anew.
  public var isFresh = false
  /// A file that is told the checkpoint's phase at every change, for crash tests.
  public var phaseFile: String?
  /// Ends the run where the splits of this checkpoint end; nil: where the input ends.
  public var until: RestoredCheckpoint?

  public init() {}
}
