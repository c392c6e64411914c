import WeirCore

/// A partition file's connection and its compiled statements.
final class OpenFile {
  let connection: SQLiteConnection
  private let epochInsert: SQLiteStatement
  private let headerUpdate: SQLiteStatement
  private let beforeInsert: SQLiteStatement
  private let rejectedInsert: SQLiteStatement
  private let supersede: SQLiteStatement

  init(_ connection: SQLiteConnection) throws {
    self.connection = connection
    epochInsert = try connection.prepare(
      "INSERT INTO weir_epochs(epoch, first_row, first_before) VALUES(?, ?, ?)")
    headerUpdate = try connection.prepare(
      "UPDATE weir_store SET epoch = ?, attempt = ?, next_row = ?, next_before = ?")
    beforeInsert = try connection.prepare(
      "INSERT INTO weir_before(id, row, image) VALUES(?, ?, ?)")
    rejectedInsert = try connection.prepare(
      "INSERT INTO weir_rejected(epoch, sequence, kind, key, payload, reason)"
        + " VALUES(?, ?, ?, ?, ?, ?)")
    supersede = try connection.prepare(
      "UPDATE weir_rejected SET superseded_epoch = ?1, superseded_sequence = ?2"
        + " WHERE key = ?3 AND superseded_epoch IS NULL AND (epoch, sequence) < (?1, ?2)")
  }

  func insertEpoch(_ epoch: CheckpointID, firstRow: Int64, firstBefore: Int64) throws {
    try epochInsert.bind(Int64(bitPattern: epoch.number), at: 1)
    try epochInsert.bind(firstRow, at: 2)
    try epochInsert.bind(firstBefore, at: 3)
    try epochInsert.run()
  }

  func updateHeader(
    _ epoch: CheckpointID, _ attempt: Attempt, nextRow: Int64, nextBefore: Int64
  ) throws {
    try headerUpdate.bind(Int64(bitPattern: epoch.number), at: 1)
    try headerUpdate.bind(Int64(bitPattern: attempt.number), at: 2)
    try headerUpdate.bind(nextRow, at: 3)
    try headerUpdate.bind(nextBefore, at: 4)
    try headerUpdate.run()
  }

  func insertBefore(_ id: Int64, row: Int64, image: UnsafeRawBufferPointer) throws {
    try beforeInsert.bind(id, at: 1)
    try beforeInsert.bind(row, at: 2)
    try beforeInsert.bind(bytes: image, at: 3)
    try beforeInsert.run()
  }

  func hasRejected() throws -> Bool {
    let statement = try connection.prepare("SELECT EXISTS(SELECT 1 FROM weir_rejected)")
    defer { statement.reset() }
    return try statement.step() && statement.integer(0) != 0
  }

  func insertRejected(
    _ epoch: CheckpointID, sequence: UInt64, kind: UInt8, key: UnsafeRawBufferPointer,
    payload: UnsafeRawBufferPointer, reason: String
  ) throws {
    try rejectedInsert.bind(Int64(bitPattern: epoch.number), at: 1)
    try rejectedInsert.bind(Int64(bitPattern: sequence), at: 2)
    try rejectedInsert.bind(Int64(kind), at: 3)
    try rejectedInsert.bind(bytes: key, at: 4)
    try rejectedInsert.bind(bytes: payload, at: 5)
    try rejectedInsert.bind(.text(reason), at: 6)
    try rejectedInsert.run()
  }

  func supersede(
    _ key: UnsafeRawBufferPointer, by epoch: CheckpointID, sequence: UInt64
  ) throws {
    try supersede.bind(Int64(bitPattern: epoch.number), at: 1)
    try supersede.bind(Int64(bitPattern: sequence), at: 2)
    try supersede.bind(bytes: key, at: 3)
    try supersede.run()
  }

  func release(upTo oldest: CheckpointID) throws {
    let number = ColumnValue.integer(Int64(bitPattern: oldest.number))
    // Images of an epoch lead from behind it to before it, so those of `oldest` itself go too.
    let images = try connection.prepare(
      "DELETE FROM weir_before WHERE id < coalesce("
        + "(SELECT min(first_before) FROM weir_epochs WHERE epoch > ?1),"
        + " (SELECT next_before FROM weir_store))")
    try images.bind(number, at: 1)
    try images.run()
    let epochs = try connection.prepare("DELETE FROM weir_epochs WHERE epoch <= ?1")
    try epochs.bind(number, at: 1)
    try epochs.run()
    let store = try connection.prepare(
      "UPDATE weir_store SET released = max(coalesce(released, 0), ?1)")
    try store.bind(number, at: 1)
    try store.run()
  }
}
