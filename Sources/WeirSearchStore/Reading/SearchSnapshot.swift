import WeirCore
import WeirEpochLog
import WeirSQLite
import WeirStorage

/// A search index at one epoch. Used by one thread at a time; every call blocks.
///
/// Which documents a search finds is exact at the epoch. Scores are approximate: every shard, and
/// what is not applied yet, weighs words by its own documents.
public final class SearchSnapshot: StoreSnapshot {
  /// What the partition files of indexes say they hold.
  public static var partitionKind: String { SearchSchema.kind }

  /// What the index knows about its documents.
  public let schema: SearchSchema
  let shards: [SearchShard]
  private let directory: String
  private let jobID: String
  private let log: EpochLogReader
  private var isPositioned = false

  /// Opens every shard.
  /// - Parameters:
  ///   - directory: The store's; see `JobPaths.store(of:)`.
  ///   - logDirectory: Its epoch log's; see `JobPaths.log(of:)`.
  ///   - jobID: The random identity of the job's data directory.
  ///   - sink: The sink's name.
  /// - Throws: `unusableCheckpoint` when there is no index in the directory, when it is another
  ///   job's, or damaged.
  public convenience init(
    directory: String, logDirectory: String, jobID: String, sink: OperatorID,
    fileSystem: any FileSystem
  ) throws {
    try self.init(
      directory: directory, jobID: jobID,
      log: EpochLogReader(
        directory: logDirectory, jobID: jobID, sink: sink, fileSystem: fileSystem,
        absence: .expiry))
  }

  init(directory: String, jobID: String, log: EpochLogReader) throws {
    self.directory = directory
    self.jobID = jobID
    self.log = log
    var readers: [SQLitePartitionReader?] = []
    var count = 1
    var schema: SearchSchema?
    while readers.count < count {
      let path = FilePaths.join(directory, PartitionIdentity.fileName(of: readers.count))
      let reader = try SQLitePartitionReader.open(path, jobID: jobID, kind: SearchSchema.kind)
      if let reader {
        count = max(count, min(reader.header.identity.partitionCount, SearchLimits.shards))
        if schema == nil { schema = try SearchSchema(stored: reader.header.schema) }
      } else if schema == nil {
        // Any of the files may be lost; one that is there tells how many there were.
        count = min(readers.count + 2, SearchLimits.shards)
      }
      readers.append(reader)
    }
    guard let schema else {
      throw WeirError(
        .unusableCheckpoint, "there is no search index here yet; run the job first",
        at: .init(file: directory), isRetriable: true)
    }
    self.schema = schema
    shards = try readers.map { reader in
      let own = try reader.map { try SearchSchema(stored: $0.header.schema) }
      return try SearchShard(reader, own ?? schema)
    }
  }

  public func position(at cut: StoreCut) throws {
    guard !isPositioned else {
      throw WeirError(.usage, "a snapshot stands at one epoch for good; open another")
    }
    isPositioned = true
    try PartitionLoss.checkPresence(directory, at: cut)
    do {
      for (number, shard) in shards.enumerated() {
        try shard.position(at: cut, shard: number, log)
      }
    } catch is SnapshotExpired {
      try PartitionLoss.check(directory, jobID: jobID, at: cut)
      throw SnapshotExpired()
    }
  }

  /// The document with an id, if there is one.
  public func document(_ id: String) throws -> SearchDocument? {
    let number = SearchShardNumber.of(id, count: UInt64(shards.count))
    let column = try SQLiteIdentifier.quoted(schema.id)
    for part in SearchPart.all(of: [shards[number]]) {
      let condition = SearchCondition("d.\(column) = ?", [.text(id)])
      let statement = try part.statement(
        "d.weir_row", source: .documents, conditions: [condition], suffix: "")
      defer { statement.reset() }
      if try statement.step() { return try part.document(statement.integer(0)) }
    }
    return nil
  }

  /// The document with an id as a record, if there is one.
  public func get<Document: Record>(_ type: Document.Type, _ id: String) throws -> Document? {
    try document(id)?.decode(type)
  }

  /// How many documents there are.
  public func count() throws -> Int {
    var count = 0
    for part in SearchPart.all(of: shards) {
      let statement = try part.statement(
        "count(*)", source: .documents, conditions: [], suffix: "")
      defer { statement.reset() }
      if try statement.step() { count += Int(clamping: statement.integer(0)) }
    }
    return count
  }

  /// The highest epoch of which a shard shows anything by itself; nil for an empty index.
  public var storedEpoch: CheckpointID? { shards.compactMap(\.storedEpoch).max() }
}

/// Bounds of an index.
enum SearchLimits {
  /// More shards than this would only cost files.
  static var shards: Int { 256 }
}
