import WeirCore
import WeirEpochLog
import WeirSQLite

/// Applies logged changes beside a snapshot instead of in it: rows that they touch are named in
/// `weir_touched`, and what becomes of them stands in `weir_overlay`, which has the table's own
/// constraints. Both are temporary and in memory.
struct OverlayTarget: ChangeTarget {
  static var table: String { "temp.weir_overlay" }

  private let connection: SQLiteConnection
  private let main: TableStatements
  private let overlay: TableStatements
  private let touch: SQLiteStatement
  private let letters: OverlayLetters
  private let rows = RowCounter()

  init(
    _ connection: SQLiteConnection, main: TableStatements, overlay: TableStatements
  ) throws {
    self.connection = connection
    self.main = main
    self.overlay = overlay
    letters = try OverlayLetters(connection)
    touch = try connection.prepare("INSERT OR IGNORE INTO temp.weir_touched VALUES(?)")
  }

  func apply(_ changes: UnsafeBufferPointer<LoggedChange>) throws {
    try connection.savepoint {
      for index in changes.indices {
        do {
          try apply(changes[index])
        } catch let refusal as ChangeRefused {
          throw ChangeRefused(index: index, reason: refusal.reason)
        }
      }
    }
    for change in changes where change.kind != .redrive { letters.supersede(by: change) }
  }

  /// The writer records it; a reader only needs it left out.
  func reject(_ change: LoggedChange, reason: String) {}

  private func apply(_ change: LoggedChange) throws {
    if change.kind == .redrive {
      let redriven = try RedrivenChange(change)
      if letters.take(redriven) { try apply(redriven.put) }
      return
    }
    let row = try overlay.find(change.key)
    if row == nil, let covered = try main.find(change.key) {
      try touch.bind(covered, at: 1)
      try touch.run()
    }
    switch (change.kind, row) {
    case (.put, let row?): try overlay.update(row, payload: change.payload)
    case (.put, nil):
      try overlay.insert(rows.next(), key: change.key, payload: change.payload)
    case (.remove, let row?): try overlay.delete(row)
    case (.remove, nil), (.redrive, _): break
    }
  }

  private final class RowCounter {
    private var last: Int64 = 0
    func next() -> Int64 {
      last += 1
      return last
    }
  }
}
