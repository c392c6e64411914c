import WeirSQLite

/// An index's tables: `documents` holds the fields with their types, the view `documents_text` what
/// of them is searched, and `documents_index` the words of that. Both ways into the index, adding
/// and taking away, read the view, so the words taken away are those that were added.
extension DocumentTables {
  /// The place of a reader's overlay, or of the store itself.
  enum Space: String {
    case main
    case temp
  }

  /// Makes the tables of a new index.
  static func create(
    _ schema: SearchSchema, in space: Space, _ connection: SQLiteConnection
  ) throws {
    let columns = try schema.documentFields.map { field in
      let isID = field.name == schema.id
      return "\(try SQLiteIdentifier.quoted(field.name)) \(field.columnType)"
        + (isID ? " NOT NULL UNIQUE" : "")
    }
    try connection.execute(
      "CREATE TABLE \(space).documents(weir_row INTEGER PRIMARY KEY, "
        + "\(columns.joined(separator: ", ")))")
    try createIndex(schema, in: space, connection)
  }

  /// Brings the tables of an index from one schema to the next, which only has more fields.
  static func adapt(
    from old: SearchSchema, to new: SearchSchema, _ connection: SQLiteConnection
  ) throws {
    let added = new.documentFields[old.documentFields.count...]
    guard !added.isEmpty else { return }
    for field in added {
      try connection.execute(
        "ALTER TABLE main.documents ADD COLUMN \(try SQLiteIdentifier.quoted(field.name))"
          + " \(field.columnType)")
    }
    guard added.contains(where: \.isText) else { return }
    try connection.execute("DROP TABLE main.documents_index; DROP VIEW main.documents_text")
    try createIndex(new, in: .main, connection)
    // FTS5's own rebuild cannot read a view that rests on json_each.
    let names = try new.textFields.map { try SQLiteIdentifier.quoted($0.name) }
      .joined(separator: ", ")
    try connection.execute(
      "INSERT INTO main.documents_index(rowid, \(names))"
        + " SELECT weir_row, \(names) FROM main.documents_text ORDER BY weir_row")
  }

  private static func createIndex(
    _ schema: SearchSchema, in space: Space, _ connection: SQLiteConnection
  ) throws {
    let texts = try schema.textFields.map { field in
      let name = try SQLiteIdentifier.quoted(field.name)
      return field.kind == .texts
        ? "(SELECT group_concat(value, char(10)) FROM json_each(\(name))) AS \(name)" : name
    }
    let names = try schema.textFields.map { try SQLiteIdentifier.quoted($0.name) }
    try connection.execute(
      """
      CREATE VIEW \(space).documents_text AS
        SELECT weir_row, \(texts.joined(separator: ", ")) FROM documents;
      CREATE VIRTUAL TABLE \(space).documents_index USING fts5(
        \(names.joined(separator: ", ")), content='documents_text', content_rowid='weir_row',
        tokenize='\(schema.stemming.tokenizer)');
      """)
  }
}
