import WeirCore

/// The commit point of a checkpoint: once this record is durable under its name, the checkpoint is
/// complete and the stores must get what it lists.
public struct Manifest: Record, Equatable {
  public var job = ""
  /// The random identity of the data directory.
  public var jobID = ""
  /// The attempt that wrote it.
  public var attempt: UInt64 = 0
  public var checkpoint: UInt64 = 0
  /// Whether every source was read to its end: nothing is left to do but to apply what is listed.
  public var isFinished = false
  public var created = EventTime.zero
  /// The job's parameters as texts, by name.
  public var parameters: [String: String] = [:]
  /// Fixed for a job's life.
  public var keyGroupCount = 0
  /// Every state file of the checkpoint.
  public var members: [StateMember] = []
  /// Everything that some store had not applied yet, oldest first within each sink.
  public var unapplied: [UnappliedEpoch] = []
  /// For each sink the newest epoch of each partition up to this checkpoint, applied or not.
  public var heads: [SinkHeads] = []
  /// For a replay, what it was made from.
  public var parent: String? = nil

  public init() {}

  public init(_ job: JobIdentity, _ checkpoint: CompletedCheckpoint, created: ProcessingTime) {
    self.job = job.name
    jobID = job.jobID
    attempt = job.attempt.number
    self.checkpoint = checkpoint.id.number
    isFinished = checkpoint.isFinished
    self.created = EventTime(milliseconds: created.milliseconds)
    parameters = job.parameters
    keyGroupCount = job.keyGroupCount
    members = checkpoint.members
    unapplied = checkpoint.unapplied.sorted { $0.key < $1.key }.flatMap { sink, commits in
      commits.map { UnappliedEpoch(sink: sink, commit: $0) }
    }
    heads = checkpoint.heads.sorted { $0.key < $1.key }.map { SinkHeads(sink: $0, heads: $1) }
    parent = job.parent
  }

  public var id: CheckpointID { CheckpointID(checkpoint) }

  /// For each sink the epochs to apply again after a restore, oldest first.
  public var commits: [OperatorID: [EpochCommit]] {
    Dictionary(grouping: unapplied) { OperatorID($0.sink) }.mapValues { $0.map(\.commit) }
  }

  /// The newest epoch of each partition of one sink up to this checkpoint; none for a sink that had
  /// not written by then.
  public func heads(of sink: OperatorID) -> [Int: CheckpointID] {
    heads.first { $0.sink.utf8.elementsEqual(sink.name.utf8) }
      .map { PartitionHead.epochs($0.partitions) } ?? [:]
  }

  /// What the attempt after this checkpoint begins with, when the stores have `left` to apply.
  func backlog(_ left: [OperatorID: [EpochCommit]]) -> CommitBacklog {
    CommitBacklog(
      checkpoint: id, isFinished: isFinished, unapplied: left.filter { !$0.value.isEmpty },
      heads: Dictionary(
        heads.map { (OperatorID($0.sink), PartitionHead.epochs($0.partitions)) },
        uniquingKeysWith: { first, _ in first }))
  }

  /// The bytes of all state files.
  public var stateByteCount: Int64 {
    members.reduce(0) { $0.addingReportingOverflow($1.byteCount).partialValue }
  }

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("job", &job)
    try field("job_id", &jobID)
    try field("attempt", &attempt)
    try field("checkpoint", &checkpoint)
    try field("finished", &isFinished)
    try field("created", &created)
    try field("parameters", &parameters)
    try field("key_groups", &keyGroupCount)
    try field("state", &members)
    try field("unapplied", &unapplied)
    try field("heads", &heads)
    try field("parent", &parent)
  }
}
