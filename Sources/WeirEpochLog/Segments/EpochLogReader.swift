import WeirCore
import WeirStorage

/// Reads a sink's epoch log: what a manifest lists, nothing else, and nothing before its checksum
/// holds. Needs no lock; another process may read while the job runs. Everything blocks.
public struct EpochLogReader: Sendable {
  /// What it means that a listed file is not there.
  public enum Absence: Sendable {
    /// Something is lost: `unusableCheckpoint`.
    case damage
    /// Retention has removed it meanwhile: ``SnapshotExpired``.
    case expiry
  }

  let directory: String
  let jobID: String
  let sink: OperatorID
  let fileSystem: any FileSystem
  let absence: Absence

  /// - Parameters:
  ///   - directory: The log's; see `JobPaths.log(of:)` and `SinkContext.logDirectory`.
  ///   - absence: What a missing file means.
  public init(
    directory: String, jobID: String, sink: OperatorID, fileSystem: any FileSystem,
    absence: Absence
  ) {
    self.directory = directory
    self.jobID = jobID
    self.sink = sink
    self.fileSystem = fileSystem
    self.absence = absence
  }

  /// The log of a sink, for the attempt that owns it.
  public init(_ context: SinkContext) {
    self.init(
      directory: context.logDirectory, jobID: context.jobID, sink: context.operatorID,
      fileSystem: context.environment.fileSystem, absence: .damage)
  }

  /// The changes of one partition in these epochs, oldest first, as pages. Nothing is read before
  /// the first page is asked for.
  public func pages(
    of partition: Int, in commits: [EpochCommit], pageSize: Int
  ) -> LogPages {
    LogPages(log: self, partition: partition, commits: commits, pageSize: pageSize)
  }

  /// One partition's changes in an epoch in as few pages as memory allows, so that a store gets as
  /// few of those that later ones replace.
  func stretches(of partition: Int, in commit: EpochCommit, byteLimit: Int) -> LogPages {
    LogPages(
      log: self, partition: partition, commits: [commit], pageSize: Int(Int32.max),
      byteLimit: byteLimit)
  }

  /// Applies one partition's changes in these epochs, oldest first, as the applier of the store
  /// does: the last write of a key wins, and a refused one gives way to the one before.
  /// - Parameter begin: Called with each epoch that has changes, before its first one.
  public func replay(
    partition: Int, in commits: [EpochCommit], pageSize: Int = StoreOptions().pageSize,
    into target: some ChangeTarget, begin: (CheckpointID) throws -> Void = { _ in }
  ) throws {
    let pages = pages(of: partition, in: commits, pageSize: pageSize)
    var epoch: CheckpointID?
    while let page = try pages.next() {
      if page.epoch != epoch { try begin(page.epoch) }
      epoch = page.epoch
      _ = try page.apply(to: target)
    }
  }

  /// Whether a manifest's segment is of an epoch log.
  public static func isLogged(_ segment: Segment) -> Bool {
    if case .sealed? = LogFileName(segment.name) { true } else { false }
  }

  /// Reads these segments whole and compares them with what the manifest says.
  /// - Throws: `unusableCheckpoint` naming file, offset and reason; ``SnapshotExpired`` where that
  ///   is what an absent file means.
  public func verify(_ segments: [Segment]) throws {
    let files = Dictionary(grouping: segments, by: \.name)
    for (name, segments) in files.sorted(by: { $0.key < $1.key }) {
      let scan = try open(name)
      let listed = Set(segments.map(\.partition))
      var totals: [Int: LogTotals] = [:]
      while let chunk = try scan.next() {
        if listed.contains(chunk.partition) {
          _ = try scan.read(chunk, into: &totals[chunk.partition, default: LogTotals()])
        } else {
          scan.skip(chunk)
        }
      }
      for segment in segments {
        try Self.check(totals[segment.partition] ?? LogTotals(), segment, scan.path)
      }
    }
  }

  static func check(_ totals: LogTotals, _ segment: Segment, _ path: String) throws {
    guard totals.agrees(with: segment) else {
      throw LogDamage.error(
        "partition \(segment.partition) has \(totals.recordCount) changes in \(totals.byteCount) "
          + "bytes here, but the manifest lists \(segment.recordCount) in \(segment.byteCount)"
          + (totals.checksum == segment.checksum ? "" : ", and another checksum"), path)
    }
  }

  /// Opens a file that a manifest lists.
  func open(_ segmentName: String) throws -> LogScan {
    guard let name = LogFileName(segmentName), case .sealed = name else {
      throw LogDamage.error(
        "the manifest lists \"\(segmentName)\", which no writer of this log makes", directory)
    }
    let path = FilePaths.join(directory, segmentName)
    guard let status = try fileSystem.status(path) else { throw absent(path) }
    guard status.kind == .file else { throw LogDamage.error("this is no file", path) }
    do {
      return try LogScan(name, path: path, log: self)
    } catch {
      // It may have gone between the two calls.
      if try fileSystem.status(path) == nil { throw absent(path) }
      throw error
    }
  }

  private func absent(_ path: String) -> any Error {
    switch absence {
    case .expiry: SnapshotExpired()
    case .damage: LogDamage.error("the file is lost", path)
    }
  }
}
