import WeirCore

/// What the one row of `weir_store` says.
public struct PartitionHeader: Sendable, Equatable {
  public var identity: PartitionIdentity
  /// The epoch of the last committed transaction; nil when there was none.
  public var epoch: CheckpointID?
  /// The highest attempt that has opened the file for writing.
  public var attempt: Attempt
  /// Epochs before this one can no longer be read.
  public var released: CheckpointID?
  /// Every row number ever given out is lower.
  public var nextRow: Int64
  /// Every before-image's number is lower.
  public var nextBefore: Int64
  /// What the store's kind has written about its tables.
  public var schema: String

  /// "Weir", in the file's header.
  static var applicationID: Int64 { 0x5765_6972 }
  static var format: Int64 { 1 }

  /// The tables that every partition file has.
  static let tables = """
    CREATE TABLE weir_store(
      one INTEGER PRIMARY KEY CHECK(one = 1), job_id TEXT NOT NULL, sink TEXT NOT NULL,
      kind TEXT NOT NULL, partition INTEGER NOT NULL, partition_count INTEGER NOT NULL,
      epoch INTEGER, attempt INTEGER NOT NULL, released INTEGER, next_row INTEGER NOT NULL,
      next_before INTEGER NOT NULL, schema TEXT NOT NULL) STRICT;
    CREATE TABLE weir_epochs(
      epoch INTEGER PRIMARY KEY, first_row INTEGER NOT NULL, first_before INTEGER NOT NULL) STRICT;
    CREATE TABLE weir_before(
      id INTEGER PRIMARY KEY, row INTEGER NOT NULL, image BLOB NOT NULL) STRICT;
    CREATE TABLE weir_rejected(
      epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, kind INTEGER NOT NULL, key BLOB NOT NULL,
      payload BLOB NOT NULL, reason TEXT NOT NULL, superseded_epoch INTEGER,
      superseded_sequence INTEGER, redriven INTEGER, refusals INTEGER NOT NULL DEFAULT 1,
      PRIMARY KEY(epoch, sequence)) STRICT;
    CREATE INDEX weir_rejected_key ON weir_rejected(key) WHERE superseded_epoch IS NULL;
    PRAGMA application_id = \(applicationID);
    PRAGMA user_version = \(format);
    """

  static let columns = """
    job_id, sink, kind, partition, partition_count, epoch, attempt, released, next_row,
    next_before, schema
    """

  /// The header of a file; nil when the file is empty.
  /// - Throws: `unusableCheckpoint` when the file is not one of Weir's, or of another format.
  static func read(_ connection: SQLiteConnection) throws -> PartitionHeader? {
    let application = try number("PRAGMA application_id", connection)
    let format = try number("PRAGMA user_version", connection)
    if application == 0, format == 0 {
      guard try number("SELECT count(*) FROM sqlite_schema", connection) == 0 else {
        throw foreign("holds somebody else's tables", connection)
      }
      return nil
    }
    guard application == applicationID else {
      throw foreign("has application id \(application)", connection)
    }
    guard format == Self.format else {
      throw foreign("has format \(format), not \(Self.format)", connection)
    }
    let statement = try connection.prepare("SELECT \(columns) FROM weir_store WHERE one = 1")
    defer { statement.reset() }
    guard try statement.step() else { throw foreign("has lost its header", connection) }
    return PartitionHeader(
      identity: PartitionIdentity(
        jobID: statement.text(0), sink: statement.text(1), kind: statement.text(2),
        partition: Int(statement.integer(3)), partitionCount: Int(statement.integer(4))),
      epoch: checkpoint(statement, 5),
      attempt: Attempt(UInt64(bitPattern: statement.integer(6))),
      released: checkpoint(statement, 7), nextRow: statement.integer(8),
      nextBefore: statement.integer(9), schema: statement.text(10))
  }

  private static func checkpoint(_ statement: SQLiteStatement, _ column: Int) -> CheckpointID? {
    if statement.isNull(column) { return nil }
    return CheckpointID(UInt64(bitPattern: statement.integer(column)))
  }

  private static func number(_ sql: String, _ connection: SQLiteConnection) throws -> Int64 {
    let statement = try connection.prepare(sql)
    defer { statement.reset() }
    return try statement.step() ? statement.integer(0) : 0
  }

  private static func foreign(_ reason: String, _ connection: SQLiteConnection) -> WeirError {
    WeirError(
      .unusableCheckpoint, "the file \(reason), so it is no store of this Weir; move it away",
      at: .init(file: connection.path))
  }
}
