import WeirCore
import WeirEpochLog

extension DocumentTables {
  /// Applies changes of different documents, all or none.
  /// - Parameters:
  ///   - makeRow: A row number higher than every one so far.
  ///   - willChange: Called with each row before it is changed or removed.
  /// - Throws: ``ChangeRefused`` when one can never be stored. All are looked at before the first
  ///   is applied, because undoing half a page would make FTS5 write its buffer out at every page.
  func apply(
    _ changes: UnsafeBufferPointer<LoggedChange>, makeRow: () throws -> Int64,
    willChange: (Int64) throws -> Void
  ) throws {
    for (index, change) in changes.enumerated() { try forms.check(change, index: index) }
    do {
      try applyChecked(changes, makeRow, willChange)
    } catch let refusal as ChangeRefused {
      throw WeirError(
        .unusableCheckpoint,
        "the index refuses a document that was found to be right (\(refusal.reason)); restore its"
          + " file from a backup")
    }
  }

  /// Existing rows come first and in ascending order, then the new ones: FTS5 writes its buffer out
  /// whenever a row number goes back.
  private func applyChecked(
    _ changes: UnsafeBufferPointer<LoggedChange>, _ makeRow: () throws -> Int64,
    _ willChange: (Int64) throws -> Void
  ) throws {
    var existing: [(row: Int64, index: Int)] = []
    var new: [Int] = []
    for (index, change) in changes.enumerated() {
      if let row = try row(of: change.key) {
        existing.append((row, index))
      } else if change.kind == .put {
        new.append(index)
      }
    }
    existing.sort { $0.row < $1.row }
    for (row, index) in existing {
      try willChange(row)
      switch changes[index].kind {
      case .put:
        try forms.read(changes[index].payload)
        try replace(row)
      case .remove: try remove(row)
      case .redrive: break
      }
    }
    for index in new {
      try forms.read(changes[index].payload)
      try add(try makeRow())
    }
  }
}
