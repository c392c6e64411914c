import WeirCore
import WeirEpochLog

/// The file of one partition as its only writer has it: what tables and indexes share.
///
/// Rows are known by row numbers that this file gives out and never uses twice. So a row that is
/// newer than an epoch is known by its number alone, and before-images are needed only for rows
/// that were there before the epoch: one for each row and epoch that changes or removes it.
public final class SQLitePartitionFile: @unchecked Sendable {
  public let path: String
  public let identity: PartitionIdentity
  let attempt: Attempt
  /// Open between ``open(_:)`` and ``close()``.
  private var opened: OpenFile?
  var header: PartitionHeader?
  /// The epoch of the open transaction.
  private(set) var epoch: CheckpointID?
  /// The first row number of the open transaction.
  var firstRow: Int64 = 0
  /// Rows whose image of the time before the open transaction is kept.
  var kept = RowNumberSet()
  var hasRejected = false

  public init(path: String, identity: PartitionIdentity, attempt: Attempt) {
    self.path = path
    self.identity = identity
    self.attempt = attempt
  }

  /// Whether the file is there.
  /// - Parameter head: The newest epoch that a checkpoint has of the partition.
  /// - Throws: `unusableCheckpoint` naming the file when it is not.
  public func checkPresence(of head: CheckpointID) throws {
    guard try SQLiteFile.exists(path) else { throw PartitionLoss.absence(of: path, head: head) }
  }

  /// Opens the file, creates it when it does not exist, takes it over from older attempts.
  /// - Parameter prepare: Makes or adapts the store's own tables, in the same transaction. It gets
  ///   the stored schema, nil for a new file, and returns the one to store.
  /// - Throws: `unusableCheckpoint` when the file is damaged or another's, `directoryOwned` when a
  ///   newer attempt has it.
  public func open(
    _ prepare: (SQLiteConnection, _ storedSchema: String?) throws -> String
  ) throws {
    if opened != nil { return }
    try SQLiteFile.prepare(path)
    let connection = try SQLiteConnection(path, .write)
    try connection.execute("BEGIN IMMEDIATE")
    do {
      let stored = try PartitionHeader.read(connection)
      if let stored {
        try identity.check(stored.identity, file: path)
        try fence(stored.attempt)
      } else {
        try connection.execute(PartitionHeader.tables)
      }
      let schema = try prepare(connection, stored?.schema)
      if let stored {
        if stored.schema != schema || stored.attempt != attempt {
          try claim(connection, schema: schema)
        }
      } else {
        try insertHeader(connection, schema: schema)
      }
      try connection.execute("COMMIT")
      header = try PartitionHeader.read(connection)
      opened = try OpenFile(connection)
    } catch {
      connection.rollback()
      throw error
    }
  }

  /// The connection, for the store's own statements.
  /// - Throws: a retriable error when the file is not open.
  public func connection() throws -> SQLiteConnection { try file().connection }

  func file() throws -> OpenFile {
    guard let opened else {
      throw WeirError(
        .inputOutput, "the partition is not open", at: .init(file: path), isRetriable: true)
    }
    return opened
  }

  /// The epoch of the last committed transaction; nil when there was none.
  public func storedEpoch() throws -> CheckpointID? {
    _ = try file()
    return header?.epoch
  }

  /// Begins an epoch's transaction.
  /// - Throws: `directoryOwned` when the file has seen a higher attempt.
  public func begin(_ epoch: CheckpointID) throws {
    let file = try file()
    try file.connection.execute("BEGIN IMMEDIATE")
    do {
      guard let stored = try PartitionHeader.read(file.connection) else {
        throw WeirError(
          .unusableCheckpoint, "the store's file was emptied while it was open",
          at: .init(file: path))
      }
      try fence(stored.attempt)
      if let last = stored.epoch, last >= epoch {
        throw WeirError(
          .unusableCheckpoint, "\(epoch) is applied already: the store is at \(last)",
          at: .init(file: path))
      }
      try file.insertEpoch(epoch, firstRow: stored.nextRow, firstBefore: stored.nextBefore)
      hasRejected = try file.hasRejected()
      header = stored
      firstRow = stored.nextRow
      self.epoch = epoch
      kept.removeAll()
    } catch {
      file.connection.rollback()
      throw error
    }
  }

  /// Ends the transaction; durable when this returns.
  public func commit() throws {
    let file = try file()
    guard let epoch, var header else {
      throw WeirError(.inputOutput, "no transaction is open", at: .init(file: path))
    }
    try file.updateHeader(
      epoch, attempt, nextRow: header.nextRow, nextBefore: header.nextBefore)
    try file.connection.execute("COMMIT")
    header.epoch = epoch
    header.attempt = attempt
    self.header = header
    self.epoch = nil
    kept.removeAll()
  }

  /// Ends the transaction without its changes.
  public func rollback() {
    epoch = nil
    kept.removeAll()
    guard let opened else { return }
    opened.connection.rollback()
  }

  /// Removes what is only needed to read epochs before `oldest`.
  public func release(upTo oldest: CheckpointID) throws {
    let file = try file()
    try file.connection.execute("BEGIN IMMEDIATE")
    do {
      try file.release(upTo: oldest)
      try file.connection.execute("COMMIT")
    } catch {
      file.connection.rollback()
      throw error
    }
  }

  /// Closes the file; opening again is allowed.
  public func close() {
    rollback()
    opened = nil
    header = nil
  }

  private func fence(_ stored: Attempt) throws {
    guard stored > attempt else { return }
    throw WeirError(
      .directoryOwned, "\(stored) has taken the store over from \(attempt); stop this runner",
      at: .init(file: path))
  }

  private func insertHeader(_ connection: SQLiteConnection, schema: String) throws {
    let statement = try connection.prepare(
      "INSERT INTO weir_store(one, \(PartitionHeader.columns))"
        + " VALUES(1, ?, ?, ?, ?, ?, NULL, ?, NULL, 1, 1, ?)")
    try statement.bind(.text(identity.jobID), at: 1)
    try statement.bind(.text(identity.sink), at: 2)
    try statement.bind(.text(identity.kind), at: 3)
    try statement.bind(Int64(identity.partition), at: 4)
    try statement.bind(Int64(identity.partitionCount), at: 5)
    try statement.bind(Int64(bitPattern: attempt.number), at: 6)
    try statement.bind(.text(schema), at: 7)
    try statement.run()
  }

  private func claim(_ connection: SQLiteConnection, schema: String) throws {
    let statement = try connection.prepare("UPDATE weir_store SET attempt = ?, schema = ?")
    try statement.bind(Int64(bitPattern: attempt.number), at: 1)
    try statement.bind(.text(schema), at: 2)
    try statement.run()
  }
}
