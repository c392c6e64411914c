import WeirCore
import WeirEpochLog

/// What the store's kind calls while a transaction is open.
extension SQLitePartitionFile {
  /// A row number that was never used.
  public func makeRow() throws -> Int64 {
    guard let row = header?.nextRow, row < Int64.max else {
      throw WeirError(.limit, "the store has used up its row numbers", at: .init(file: path))
    }
    header?.nextRow = row + 1
    return row
  }

  /// Whether the image of a row must be kept before the row is changed or removed. Says so once for
  /// each row and transaction: call ``keep(_:image:)`` then.
  public func needsImage(of row: Int64) -> Bool { row < firstRow && kept.insert(row) }

  /// Keeps what a row was before the transaction, in the store's own form.
  public func keep(_ row: Int64, image: UnsafeRawBufferPointer) throws {
    guard let id = header?.nextBefore, id < Int64.max else {
      throw WeirError(.limit, "the store has used up its image numbers", at: .init(file: path))
    }
    try file().insertBefore(id, row: row, image: image)
    header?.nextBefore = id + 1
  }

  /// Runs one page; when it throws, nothing of it stays in the transaction.
  public func page(_ body: () throws -> Void) throws {
    do {
      try connection().savepoint(body)
    } catch {
      // Images kept in the page are gone. A second image of a row does no harm: the first counts.
      kept.removeAll()
      throw error
    }
  }

  /// Records in the transaction that a change was refused.
  public func reject(_ change: LoggedChange, reason: String) throws {
    if change.kind == .redrive {
      return try rejectAgain(try RedrivenChange(change), reason: reason)
    }
    try file().insertRejected(
      try openEpoch(), sequence: change.sequence, kind: change.kind.rawValue, key: change.key,
      payload: change.payload, reason: reason)
    hasRejected = true
  }

  /// Call it for every change that is applied: a refused change of the same key that came earlier
  /// must not be brought back after it.
  public func supersedeRejected(by change: LoggedChange) throws {
    guard hasRejected else { return }
    try file().supersede(change.key, by: try openEpoch(), sequence: change.sequence)
  }

  /// The same for a refused change that is stored on request: only those that were made before it
  /// are older.
  public func supersedeRejected(by redriven: RedrivenChange) throws {
    guard hasRejected else { return }
    try file().supersede(redriven.put.key, by: redriven.epoch, sequence: redriven.sequence)
  }

  func openEpoch() throws -> CheckpointID {
    guard let epoch else {
      throw WeirError(.inputOutput, "no transaction is open", at: .init(file: path))
    }
    return epoch
  }
}
