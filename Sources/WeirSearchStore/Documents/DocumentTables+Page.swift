import WeirCore
import WeirEpochLog

extension DocumentTables {
  /// Looks at changes before the first is applied, because undoing half a page would make FTS5 write
  /// its buffer out at every page.
  /// - Throws: ``ChangeRefused`` when one of them can never be stored.
  func check(_ changes: UnsafeBufferPointer<LoggedChange>) throws {
    for (index, change) in changes.enumerated() { try forms.check(change, index: index) }
  }

  /// Applies changes of different documents that were checked.
  ///
  /// Existing rows come first and in ascending order, then the new ones: FTS5 writes its buffer out
  /// whenever a row number goes back.
  /// - Parameters:
  ///   - makeRow: A row number higher than every one so far.
  ///   - willChange: Called with each row before it is changed or removed.
  /// - Throws: ``ChangeRefused`` when the file refuses one, by a constraint that somebody added:
  ///   those before it are applied then.
  func apply(
    _ changes: UnsafeBufferPointer<LoggedChange>, makeRow: () throws -> Int64,
    willChange: (Int64) throws -> Void
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
      try naming(index) {
        switch changes[index].kind {
        case .put:
          try forms.read(changes[index].payload)
          try replace(row)
        case .remove: try remove(row)
        case .redrive: break
        }
      }
    }
    for index in new {
      try naming(index) {
        try forms.read(changes[index].payload)
        try add(try makeRow())
      }
    }
  }

  /// A refusal says which change it was.
  private func naming(_ index: Int, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let refusal as ChangeRefused {
      throw ChangeRefused(index: index, reason: refusal.reason)
    }
  }
}
