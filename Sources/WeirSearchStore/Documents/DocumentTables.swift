import WeirCore
import WeirEpochLog
import WeirSQLite

/// One index's tables and the statements that change them; the store's own and a reader's overlay
/// are written by the same code.
final class DocumentTables {
  let schema: SearchSchema
  let space: Space
  /// The change that is being applied, field by field in the order of the columns.
  let forms: DocumentForms
  private let find: SQLiteStatement
  private let insert: SQLiteStatement
  private let update: SQLiteStatement
  private let delete: SQLiteStatement
  private let select: SQLiteStatement
  let texts: SQLiteStatement
  let indexInsert: SQLiteStatement
  let indexDelete: SQLiteStatement
  let textCount: Int
  /// The texts that a document had, in the form of ``FieldForm``.
  let oldTexts = ByteBuffer()
  let newTexts = ByteBuffer()
  private let image = ByteBuffer()

  init(_ schema: SearchSchema, in space: Space, _ connection: SQLiteConnection) throws {
    self.schema = schema
    self.space = space
    forms = DocumentForms(schema)
    let names = try schema.documentFields.map { try SQLiteIdentifier.quoted($0.name) }
    let textNames = try schema.textFields.map { try SQLiteIdentifier.quoted($0.name) }
    textCount = textNames.count
    let list = names.joined(separator: ", ")
    let textList = textNames.joined(separator: ", ")
    let marks = String(repeating: ", ?", count: names.count)
    let textMarks = String(repeating: ", ?", count: textNames.count)
    find = try connection.prepare(
      "SELECT weir_row FROM \(space).documents"
        + " WHERE \(try SQLiteIdentifier.quoted(schema.id)) = ?")
    insert = try connection.prepare(
      "INSERT INTO \(space).documents(weir_row, \(list)) VALUES(?\(marks))")
    update = try connection.prepare(
      "UPDATE \(space).documents SET "
        + names.enumerated().map { "\($1) = ?\($0 + 2)" }.joined(separator: ", ")
        + " WHERE weir_row = ?1")
    delete = try connection.prepare("DELETE FROM \(space).documents WHERE weir_row = ?")
    select = try connection.prepare("SELECT \(list) FROM \(space).documents WHERE weir_row = ?")
    texts = try connection.prepare(
      "SELECT \(textList) FROM \(space).documents_text WHERE weir_row = ?")
    indexInsert = try connection.prepare(
      "INSERT INTO \(space).documents_index(rowid, \(textList)) VALUES(?\(textMarks))")
    indexDelete = try connection.prepare(
      "INSERT INTO \(space).documents_index(documents_index, rowid, \(textList))"
        + " VALUES('delete', ?\(textMarks))")
  }

  /// The row of the document with this id.
  func row(of id: UnsafeRawBufferPointer) throws -> Int64? {
    try find.bind(text: id, at: 1)
    defer { find.reset() }
    return try find.step() ? find.integer(0) : nil
  }

  /// Stores the document in ``forms`` under a new row number, higher than every other one.
  func add(_ row: Int64) throws {
    try write(insert, row)
    try addTexts(row)
  }

  /// Replaces the row's document by the one in ``forms``.
  func replace(_ row: Int64) throws {
    try readTexts(row, into: oldTexts)
    try write(update, row)
    try replaceTexts(row)
  }

  func remove(_ row: Int64) throws {
    try readTexts(row, into: oldTexts)
    try removeTexts(row)
    try delete.bind(row, at: 1)
    try delete.run()
  }

  /// Calls `body` with the row's document in the form of the log.
  func withImage(of row: Int64, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    image.removeAll()
    try select.bind(row, at: 1)
    defer { select.reset() }
    guard try select.step() else { return }
    for (column, field) in schema.documentFields.enumerated() {
      DocumentEncoder.append(name: field.name, to: image)
      FieldForm.column(select, column).append(to: image)
    }
    try image.withUnsafeBytes(body)
  }

  private func write(_ statement: SQLiteStatement, _ row: Int64) throws {
    try statement.bind(row, at: 1)
    for (column, form) in forms.values.enumerated() {
      try form.bind(statement, at: column + 2)
    }
    try statement.run()
  }
}
