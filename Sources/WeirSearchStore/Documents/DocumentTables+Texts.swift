import WeirCore
import WeirSQLite

/// A document's words in the index.
extension DocumentTables {
  func addTexts(_ row: Int64) throws {
    try texts.bind(row, at: 1)
    defer { texts.reset() }
    guard try texts.step() else { return }
    try addRead(row)
  }

  func removeTexts(_ row: Int64) throws {
    try indexDelete.bind(row, at: 1)
    try oldTexts.withUnsafeBytes { bytes in
      var decoder = BinaryDecoder(bytes)
      for column in 0..<textCount {
        try FieldForm.read(&decoder).bind(indexDelete, at: column + 2)
      }
      try indexDelete.run()
    }
  }

  /// Words are only touched when they have changed. Taking away and adding one row at a time keeps
  /// row numbers ascending, which spares FTS5 from writing its buffer out early.
  func replaceTexts(_ row: Int64) throws {
    try texts.bind(row, at: 1)
    defer { texts.reset() }
    guard try texts.step(), !isUnchanged else { return }
    try removeTexts(row)
    try addRead(row)
  }

  /// Keeps a row's texts.
  func readTexts(_ row: Int64, into buffer: ByteBuffer) throws {
    buffer.removeAll()
    try texts.bind(row, at: 1)
    defer { texts.reset() }
    guard try texts.step() else { return }
    for column in 0..<textCount { FieldForm.column(texts, column).append(to: buffer) }
  }

  /// Adds the texts that ``texts`` stands at.
  private func addRead(_ row: Int64) throws {
    try indexInsert.bind(row, at: 1)
    for column in 0..<textCount {
      try FieldForm.column(texts, column).bind(indexInsert, at: column + 2)
    }
    try indexInsert.run()
  }

  private var isUnchanged: Bool {
    newTexts.removeAll()
    for column in 0..<textCount { FieldForm.column(texts, column).append(to: newTexts) }
    return oldTexts.withUnsafeBytes { old in
      newTexts.withUnsafeBytes { old.elementsEqual($0) }
    }
  }
}
