import WeirCore
import WeirEpochLog
import WeirSQLite

/// What a shard's snapshot lacks, or has too much of, at the reader's epoch, in temporary tables
/// beside it. A document that was touched between the two is in the overlay, else in the shard.
final class SearchOverlay: ChangeTarget {
  private let tables: DocumentTables
  private let main: DocumentTables
  private let letters: OverlayLetters
  /// Hides one row; nil where others keep the list of hidden rows.
  private let hide: SQLiteStatement?
  private var nextRow: Int64 = 1
  /// The shard's rows from here on did not exist.
  private(set) var rowLimit = Int64.max

  /// - Parameter hidesRows: Whether this keeps the list of hidden rows.
  init(
    _ schema: SearchSchema, over main: DocumentTables, _ connection: SQLiteConnection,
    hidesRows: Bool
  ) throws {
    try DocumentTables.create(schema, in: .temp, connection)
    tables = try DocumentTables(schema, in: .temp, connection)
    self.main = main
    letters = try OverlayLetters(connection)
    guard hidesRows else {
      hide = nil
      return
    }
    try connection.execute("CREATE TEMP TABLE weir_touched(row INTEGER PRIMARY KEY)")
    hide = try connection.prepare("INSERT OR IGNORE INTO temp.weir_touched VALUES(?)")
  }

  /// The overlay of a shard behind the reader's epoch: what the log has for it.
  func apply(_ changes: UnsafeBufferPointer<LoggedChange>) throws {
    if let change = changes.first, change.kind == .redrive {
      let redriven = try RedrivenChange(change)
      guard letters.take(redriven) else { return }
      return try withUnsafePointer(to: redriven.put) {
        try store(UnsafeBufferPointer(start: $0, count: 1))
      }
    }
    try store(changes)
    for change in changes { letters.supersede(by: change) }
  }

  private func store(_ changes: UnsafeBufferPointer<LoggedChange>) throws {
    try main.check(changes)
    for change in changes {
      guard let hide, let row = try main.row(of: change.key) else { continue }
      try hide.bind(row, at: 1)
      try hide.run()
    }
    try tables.apply(changes, makeRow: makeRow) { _ in }
  }

  func reject(_ change: LoggedChange, reason: String) {}

  /// Adds a document as a before-image has it.
  func add(image: UnsafeRawBufferPointer) throws {
    try tables.forms.read(image)
    try tables.add(makeRow())
  }

  /// Hides the rows of the shard from this one on.
  func hideRows(from limit: Int64) { rowLimit = limit }

  private func makeRow() -> Int64 {
    defer { nextRow += 1 }
    return nextRow
  }
}
