/// Where records go, exactly once.
///
/// A sink is an epoch log and an applier. Writers (one per subtask) append records and, at a
/// barrier, ``SinkWriter/seal(_:)`` what they hold into durable segments. The segments' names stand
/// in the checkpoint's manifest. Once that is durable the applier (one per sink) makes them visible.
public protocol Sink<Element>: Sendable {
  associatedtype Element: FieldValue
  associatedtype Writer: SinkWriter where Writer.Element == Element
  /// Why the sink cannot work as it is configured, or nil; asked before anything starts.
  var problem: String? { get }
  /// A writer for one subtask of one attempt.
  func makeWriter(_ context: SinkContext) async throws -> Writer
  /// The applier of one attempt; it outlives no attempt.
  func makeApplier(_ context: SinkContext) async throws -> any Applier
}

extension Sink {
  public var problem: String? { nil }
}

/// Stages records of one subtask. Used by one task at a time.
public protocol SinkWriter<Element>: AnyObject {
  associatedtype Element: FieldValue
  /// Takes the records of a batch in order; the caller recycles the batch. Synchronous: it buffers.
  /// - Throws: when a record cannot be encoded.
  func write(_ batch: Batch<Element>) throws
  /// Whether ``flush()`` should be called before the next ``write(_:)``.
  var needsFlush: Bool { get }
  /// Moves buffered bytes to disk; not durable.
  func flush() async throws
  /// Makes everything written since the last call durable and returns its segments, in order; none
  /// when nothing was written. Nothing becomes visible under a final name.
  ///
  /// The checkpoint may still be aborted: the engine then lists these segments with a later one.
  func seal(_ epoch: CheckpointID) async throws -> [Segment]
  /// The attempt is over: closes files without making anything visible.
  func abandon() async
}

/// A durable, checksummed piece of staged output.
public struct Segment: Record, Hashable {
  /// Names the staged file within the sink's directory; no `..`, never absolute.
  public var name = ""
  public var byteCount: Int64 = 0
  /// CRC-32C of the file's bytes.
  public var checksum: UInt32 = 0
  /// How many records it holds.
  public var recordCount: Int64 = 0
  /// The store's partition, where it has partitions.
  public var partition: Int = 0
  /// What else the sink's applier needs; a few bytes.
  public var detail = ""

  public init() {}
  public init(
    name: String, byteCount: Int64, checksum: UInt32, recordCount: Int64, partition: Int = 0,
    detail: String = ""
  ) {
    self.name = name
    self.byteCount = byteCount
    self.checksum = checksum
    self.recordCount = recordCount
    self.partition = partition
    self.detail = detail
  }

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("name", &name)
    try field("bytes", &byteCount)
    try field("crc32c", &checksum)
    try field("records", &recordCount)
    try field("partition", &partition)
    try field("detail", &detail)
  }
}

/// The segments of one sink that one completed checkpoint covers.
public struct EpochCommit: Sendable, Equatable {
  public let epoch: CheckpointID
  public let segments: [Segment]
  public init(epoch: CheckpointID, segments: [Segment]) {
    self.epoch = epoch
    self.segments = segments
  }
}

/// Makes sealed segments visible. Calls never overlap and come in the order of epochs.
public protocol Applier: AnyObject, Sendable {
  /// Called once per attempt before any record flows, with every epoch that the manifest lists as
  /// not yet applied. Applies them again (each may be applied already) and then removes what dead
  /// attempts left behind and no manifest lists.
  /// - Throws: `unusableCheckpoint` when a listed segment is neither staged nor applied: "unknown"
  ///   is never taken for "committed".
  func recover(_ unapplied: [EpochCommit]) async throws
  /// Makes an epoch visible. The manifest that lists it is durable. The same epoch may come again
  /// after a crash, so applying must be idempotent.
  func apply(_ commit: EpochCommit) async throws
  /// The highest epoch of which anything is visible; nil for an empty store.
  func committedEpoch() async throws -> CheckpointID?
  /// The attempt is over.
  func close() async
}

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
  /// The directory that is the sink's alone.
  public let directory: String
  public let environment: Environment

  public init(
    job: String, jobID: String, operatorID: OperatorID, subtask: Int, parallelism: Int,
    attempt: Attempt, directory: String, environment: Environment
  ) {
    self.job = job
    self.jobID = jobID
    self.operatorID = operatorID
    self.subtask = subtask
    self.parallelism = parallelism
    self.attempt = attempt
    self.directory = directory
    self.environment = environment
  }
}
