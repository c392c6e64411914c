import WeirCore
import WeirSQLite

/// A shard's own documents, or those of its overlay: what one statement can search.
struct SearchPart {
  /// What a statement goes through.
  enum Source {
    case documents
    /// Documents with these words.
    case matches(expression: String)
  }

  let connection: SQLiteConnection
  let schema: SearchSchema
  let space: DocumentTables.Space
  /// Rows that are not at the reader's epoch.
  private let hidden: SearchOverlay?

  /// The parts of some shards, in order.
  static func all(of shards: [SearchShard]) -> [SearchPart] {
    shards.flatMap { shard in
      let main = SearchPart(
        connection: shard.connection, schema: shard.schema, space: .main, hidden: shard.overlay)
      guard shard.overlay != nil else { return [main] }
      let overlay = SearchPart(
        connection: shard.connection, schema: shard.schema, space: .temp, hidden: nil)
      return [main, overlay]
    }
  }

  /// A statement over what is visible and fulfils the conditions, its parameters bound. In SQL the
  /// documents are `d` (`f` the index, where there is an expression).
  /// - Parameters:
  ///   - joins: Further sources.
  ///   - joinsDocuments: Whether `d` is needed beside an expression.
  ///   - suffix: Grouping, order and limit.
  func statement(
    _ columns: String, source: Source, joins: String = "", joinsDocuments: Bool = true,
    conditions: [SearchCondition], suffix: String, suffixParameters: [ColumnValue] = []
  ) throws -> SQLiteStatement {
    var conditions = conditions
    var from = "\(space).documents AS d"
    var row = "d.weir_row"
    if case .matches(let expression) = source {
      from = "\(space).documents_index AS f"
      if joinsDocuments { from += " JOIN \(space).documents AS d ON d.weir_row = f.rowid" }
      row = "f.rowid"
      conditions.insert(SearchCondition("f.documents_index MATCH ?", [.text(expression)]), at: 0)
    }
    if let hidden {
      conditions.append(
        SearchCondition(
          "\(row) < ? AND \(row) NOT IN (SELECT row FROM temp.weir_touched)",
          [.integer(hidden.rowLimit)]))
    }
    let filter = conditions.map { "(\($0.sql))" }.joined(separator: " AND ")
    let statement = try connection.prepare(
      "SELECT \(columns) FROM \(from)\(joins)" + (filter.isEmpty ? "" : " WHERE \(filter)")
        + suffix)
    for (index, value) in (conditions.flatMap(\.parameters) + suffixParameters).enumerated() {
      try statement.bind(value, at: index + 1)
    }
    return statement
  }

  /// The document of a row.
  func document(_ row: Int64) throws -> SearchDocument {
    let names = try schema.documentFields.map { try SQLiteIdentifier.quoted($0.name) }
    let statement = try connection.prepare(
      "SELECT \(names.joined(separator: ", ")) FROM \(space).documents WHERE weir_row = ?")
    try statement.bind(row, at: 1)
    defer { statement.reset() }
    guard try statement.step() else {
      throw WeirError(
        .unusableCheckpoint, "the index finds row \(row), which has no document; restore the file",
        at: .init(file: connection.path))
    }
    return SearchDocument(
      schema: schema, values: schema.documentFields.indices.map { statement.value($0) })
  }
}

/// A condition in SQL with its parameters.
struct SearchCondition {
  let sql: String
  let parameters: [ColumnValue]

  init(_ sql: String, _ parameters: [ColumnValue]) {
    self.sql = sql
    self.parameters = parameters
  }

  init(_ filter: SearchFilter, _ schema: SearchSchema) throws {
    let field = try schema.requireField(filter.field)
    let name = try SQLiteIdentifier.quoted(field.name)
    parameters = [filter.value]
    switch (field.kind, filter.comparison) {
    case (.texts, .equal) where filter.value != .null,
      (.texts, .notEqual) where filter.value != .null:
      sql = (filter.comparison == .equal ? "" : "NOT ")
        + "EXISTS(SELECT 1 FROM json_each(d.\(name)) WHERE value = ?)"
    case (.texts, .less), (.texts, .lessOrEqual), (.texts, .greater), (.texts, .greaterOrEqual):
      throw WeirError(
        .usage, "field \"\(field.name)\" is an array: it can only be compared by = and !=")
    case (_, .equal): sql = "d.\(name) IS ?"
    case (_, .notEqual): sql = "d.\(name) IS NOT ?"
    case (_, let comparison): sql = "d.\(name) \(comparison.rawValue) ?"
    }
  }
}
