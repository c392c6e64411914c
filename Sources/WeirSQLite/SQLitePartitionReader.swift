import WeirCore

/// A read snapshot of one partition file. It never writes the file.
public final class SQLitePartitionReader {
  public let connection: SQLiteConnection
  /// The file as the snapshot sees it.
  public let header: PartitionHeader

  /// Opens a file and takes the snapshot; nil when the file does not exist or is still empty.
  /// - Parameter check: What the identity must be; nil fields are not looked at.
  /// - Throws: `unusableCheckpoint` when the file is damaged or another's.
  public static func open(
    _ path: String, jobID: String? = nil, kind: String?
  ) throws -> SQLitePartitionReader? {
    guard try SQLiteFile.exists(path) else { return nil }
    let connection = try SQLiteConnection(path, .read)
    try connection.execute("BEGIN")
    guard let header = try PartitionHeader.read(connection) else { return nil }
    var expected = header.identity
    if let kind { expected.kind = kind }
    if let jobID { expected.jobID = jobID }
    try expected.check(header.identity, file: path)
    return SQLitePartitionReader(connection, header)
  }

  private init(_ connection: SQLiteConnection, _ header: PartitionHeader) {
    self.connection = connection
    self.header = header
  }

  /// Rows as they were at `epoch`, for a snapshot that is ahead of it.
  ///
  /// Every row with a number of `limit` or higher did not exist then. Every row in the temporary
  /// table `weir_touched(row)` was as its image says. Every other one is unchanged.
  /// - Parameter body: Takes each touched row's image.
  /// - Returns: the limit.
  /// - Throws: ``SnapshotExpired`` when the images are gone.
  public func windBack(
    to epoch: CheckpointID, _ body: (_ row: Int64, _ image: UnsafeRawBufferPointer) throws -> Void
  ) throws -> Int64 {
    guard epoch >= header.released ?? CheckpointID(0) else { throw SnapshotExpired() }
    try connection.execute("CREATE TEMP TABLE weir_touched(row INTEGER PRIMARY KEY)")
    let bounds = try connection.prepare(
      "SELECT first_row, first_before FROM weir_epochs WHERE epoch > ? ORDER BY epoch LIMIT 1")
    defer { bounds.reset() }
    try bounds.bind(.integer(Int64(bitPattern: epoch.number)), at: 1)
    guard try bounds.step() else { return header.nextRow }
    let limit = bounds.integer(0)
    let touch = try connection.prepare("INSERT OR IGNORE INTO temp.weir_touched VALUES(?)")
    let images = try connection.prepare(
      "SELECT row, image FROM weir_before WHERE id >= ? ORDER BY id")
    try images.bind(bounds.integer(1), at: 1)
    while try images.step() {
      let row = images.integer(0)
      // A later epoch may have changed a row that did not exist then.
      guard row < limit else { continue }
      try touch.bind(row, at: 1)
      try touch.run()
      if connection.changeCount == 1 { try body(row, images.bytes(1)) }
    }
    return limit
  }

  /// The changes that the store refused, oldest first.
  public func rejected() throws -> [StoredRejection] {
    let statement = try connection.prepare(
      "SELECT epoch, sequence, kind, key, payload, reason, superseded_epoch, redriven,"
        + " refusals FROM weir_rejected ORDER BY epoch, sequence")
    var changes: [StoredRejection] = []
    while try statement.step() {
      changes.append(
        StoredRejection(
          epoch: CheckpointID(UInt64(bitPattern: statement.integer(0))),
          sequence: UInt64(bitPattern: statement.integer(1)),
          kind: UInt8(truncatingIfNeeded: statement.integer(2)), key: Array(statement.bytes(3)),
          payload: Array(statement.bytes(4)), reason: statement.text(5),
          isSuperseded: !statement.isNull(6), isRedriven: !statement.isNull(7),
          refusalCount: statement.integer(8)))
    }
    return changes
  }
}
