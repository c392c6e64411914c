import WeirCore
import WeirStorage

/// A sink that keeps what is committed in a ``CollectedOutput``, and can be made to wait or fail.
public struct CollectingSink<Element: FieldValue>: Sink {
  public let output: CollectedOutput<Element>
  /// Writers do not go on before it has happened.
  public let writing: Latch?
  /// Happens when a writer begins to wait for ``writing``.
  public let stuck: Latch
  /// Epochs are not committed before it has happened.
  public let committing: Latch?
  /// Whether a new attempt only adopts the epochs that are left, and applies them while records flow.
  public let lags: Bool

  public init(
    _ output: CollectedOutput<Element>, writing: Latch? = nil, stuck: Latch = Latch(),
    committing: Latch? = nil, lags: Bool = false
  ) {
    self.output = output
    self.writing = writing
    self.stuck = stuck
    self.committing = committing
    self.lags = lags
  }

  public func makeWriter(_ context: SinkContext) -> CollectingWriter<Element> {
    CollectingWriter(self, context)
  }

  public func makeApplier(_ context: SinkContext) -> any Applier {
    output.begin(context.attempt)
    return CollectingApplier(self, context)
  }
}

/// Collects one subtask's records until they are sealed.
public final class CollectingWriter<Element: FieldValue>: SinkWriter {
  private let sink: CollectingSink<Element>
  private let context: SinkContext
  private var records: [Element] = []
  private var sequence = 0

  init(_ sink: CollectingSink<Element>, _ context: SinkContext) {
    self.sink = sink
    self.context = context
  }

  public func write(_ batch: Batch<Element>) {
    for index in batch.head..<batch.count { records.append(batch.values[index]) }
  }

  public var needsFlush: Bool { sink.writing.map { !$0.isReleased } ?? false && !records.isEmpty }

  /// A record counts as a byte.
  public var stagedByteCount: Int64 { Int64(records.count) }

  public func flush() async throws {
    sink.stuck.release()
    try await sink.writing?.wait()
  }

  public func seal(_ epoch: CheckpointID) throws -> [Segment] {
    guard !records.isEmpty else { return [] }
    sequence += 1
    let name = "\(context.attempt.number)-\(context.subtask)-\(sequence)"
    try sink.output.stage(records, as: name, by: context.attempt)
    let segment = Segment(
      name: name, byteCount: Int64(records.count), checksum: 0, recordCount: Int64(records.count))
    records = []
    return [segment]
  }

  public func abandon() {}
}

/// Commits segments to a ``CollectedOutput``.
final class CollectingApplier<Element: FieldValue>: Applier {
  private let sink: CollectingSink<Element>
  private let context: SinkContext

  init(_ sink: CollectingSink<Element>, _ context: SinkContext) {
    self.sink = sink
    self.context = context
  }

  func recover(_ unapplied: [EpochCommit]) throws -> [EpochCommit] {
    sink.output.beginAttempt()
    if sink.lags { return try sink.output.adopt(unapplied) }
    for commit in unapplied { try sink.output.apply(commit, hasManifest: true) }
    sink.output.dropStaged()
    return []
  }

  func apply(_ commit: EpochCommit) async throws {
    try await sink.committing?.wait()
    try sink.output.apply(commit, hasManifest: try hasManifest(commit.epoch))
  }

  /// Whether a checkpoint that covers the epoch is complete on the disk.
  private func hasManifest(_ epoch: CheckpointID) throws -> Bool {
    let fileSystem = context.environment.fileSystem
    // The store of dead letters is not among the others.
    let above = FilePaths.parent(of: context.directory)
    let job = FilePaths.name(of: above) == "stores" ? FilePaths.parent(of: above) : above
    let checkpoints = FilePaths.join(job, "checkpoints")
    return try fileSystem.list(checkpoints).contains { entry in
      guard let id = JobPaths.checkpoint(named: entry.name), id >= epoch else { return false }
      let manifest = "\(checkpoints)/\(entry.name)/\(JobPaths.manifestName)"
      return try fileSystem.status(manifest) != nil
    }
  }

  func release(upTo oldest: CheckpointID) { sink.output.release(upTo: oldest) }
  var status: StoreStatus { sink.output.status }
  func committedEpoch() -> CheckpointID? { sink.output.epochs.max() }
  func close() {}
}
