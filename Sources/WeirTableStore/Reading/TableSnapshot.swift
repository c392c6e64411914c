import WeirCore
import WeirEpochLog
import WeirSQLite
import WeirStorage

/// A table as it is at one epoch, for any process. It never writes to the store.
///
/// Open it, read the newest manifest after that, and ``position(at:)`` it; then it can be read as
/// often as wanted. Used by one thread at a time; every call blocks.
public final class TableSnapshot: StoreSnapshot {
  /// What the partition files of tables say they hold.
  public static var partitionKind: String { TablePartition.kind }

  /// The table's columns; nil when no job has ever opened the store.
  public let schema: TableSchema?
  /// The epoch that it shows; nil before ``position(at:)``.
  public private(set) var epoch: CheckpointID?

  let partitions: [PartitionSnapshot]
  private let log: EpochLogReader
  private let directory: String
  private let jobID: String
  private let fileSystem: any FileSystem

  /// Opens the snapshots of all partitions.
  /// - Parameters:
  ///   - directory: The store's; see `JobPaths.store(of:)`.
  ///   - logDirectory: The directory of the sink's epoch log; see `JobPaths.log(of:)`.
  /// - Throws: `unusableCheckpoint` when a file is damaged or another job's.
  public init(
    directory: String, logDirectory: String, jobID: String, sink: OperatorID,
    fileSystem: any FileSystem
  ) throws {
    self.directory = directory
    self.jobID = jobID
    self.fileSystem = fileSystem
    log = EpochLogReader(
      directory: logDirectory, jobID: jobID, sink: sink, fileSystem: fileSystem,
      absence: .expiry)
    let readers = try Self.openReaders(directory, jobID: jobID, fileSystem)
    partitions = try Self.snapshots(readers)
    schema = partitions.map(\.schema).max { $0.columns.count < $1.columns.count }
  }

  public func position(at cut: StoreCut) throws {
    try PartitionLoss.checkPresence(directory, at: cut)
    do {
      try bring(to: cut)
    } catch is SnapshotExpired {
      try PartitionLoss.check(directory, jobID: jobID, at: cut)
      throw SnapshotExpired()
    }
  }

  private func bring(to cut: StoreCut) throws {
    guard let schema else {
      // Records flow only after a store was opened, so an unknown one has none.
      guard cut.commits.allSatisfy({ $0.segments.isEmpty }) else { throw SnapshotExpired() }
      epoch = cut.epoch
      return
    }
    for partition in partitions {
      let mappings = RowMappings(
        table: partition.schema, directory: directory, fileSystem: fileSystem)
      try partition.position(at: cut, columns: schema.columns, log: log, mappings: mappings)
    }
    epoch = cut.epoch
  }

  /// The readers of all partitions, nil for those without a file.
  private static func openReaders(
    _ directory: String, jobID: String, _ files: any FileSystem
  ) throws -> [SQLitePartitionReader?] {
    guard try files.status(directory) != nil else { return [] }
    let names = try files.list(directory).map(\.name).filter(PartitionIdentity.isFileName)
    var readers: [Int: SQLitePartitionReader] = [:]
    for name in names {
      let path = FilePaths.join(directory, name)
      guard
        let reader = try SQLitePartitionReader.open(
          path, jobID: jobID, kind: TablePartition.kind)
      else { continue }
      let partition = reader.header.identity.partition
      guard PartitionIdentity.fileName(of: partition) == name else {
        throw WeirError(
          .unusableCheckpoint,
          "the file holds partition \(partition); give each file its own name back",
          at: .init(file: path))
      }
      readers[partition] = reader
    }
    guard let any = readers.values.first else { return [] }
    let count = any.header.identity.partitionCount
    guard count <= TableDefinition.partitionLimit, readers.keys.allSatisfy({ $0 < count }),
      readers.values.allSatisfy({ $0.header.identity.partitionCount == count })
    else {
      throw WeirError(
        .unusableCheckpoint, "the files are of stores with different numbers of partitions",
        at: .init(file: directory))
    }
    return (0..<count).map { readers[$0] }
  }

  private static func snapshots(
    _ readers: [SQLitePartitionReader?]
  ) throws -> [PartitionSnapshot] {
    guard let known = readers.lazy.compactMap({ $0 }).first else { return [] }
    let schema = try TableSchema(stored: known.header.schema, file: known.connection.path)
    return try readers.enumerated().map { index, reader in
      if let reader { return try PartitionSnapshot(reader, partition: index) }
      return try PartitionSnapshot(empty: schema, partition: index)
    }
  }
}
