import WeirCore

/// What a job and its data directory are, as every manifest says it.
public struct JobIdentity: Sendable, Equatable {
  public let name: String
  /// The random identity of the data directory.
  public let jobID: String
  public let attempt: Attempt
  /// The job's parameters as texts, by name.
  public let parameters: [String: String]
  public let keyGroupCount: Int
  /// For a replay, what it was made from; nil for an original.
  public let parent: String?

  public init(
    name: String, jobID: String, attempt: Attempt, parameters: [String: String],
    keyGroupCount: Int, parent: String? = nil
  ) {
    self.name = name
    self.jobID = jobID
    self.attempt = attempt
    self.parameters = parameters
    self.keyGroupCount = keyGroupCount
    self.parent = parent
  }
}
