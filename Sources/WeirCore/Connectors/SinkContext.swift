/// What a sink may use, and where it stands.
public struct SinkContext: Sendable {
  public let job: String
  /// The random identity of the job's data directory.
  public let jobID: String
  public let operatorID: OperatorID
  /// The writer's subtask; 0 for the applier.
  public let subtask: Int
  public let parallelism: Int
  public let attempt: Attempt
  /// The directory of the sink's store; it is the sink's alone.
  public let directory: String
  /// The directory of the sink's epoch log, for sinks whose store is not the log itself; it is the
  /// sink's alone.
  public let logDirectory: String
  public let environment: Environment

  public init(
    job: String, jobID: String, operatorID: OperatorID, subtask: Int, parallelism: Int,
    attempt: Attempt, directory: String, logDirectory: String, environment: Environment
  ) {
    self.job = job
    self.jobID = jobID
    self.operatorID = operatorID
    self.subtask = subtask
    self.parallelism = parallelism
    self.attempt = attempt
    self.directory = directory
    self.logDirectory = logDirectory
    self.environment = environment
  }
}
