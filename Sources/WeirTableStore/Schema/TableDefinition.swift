import WeirCore
import WeirSQLite

/// What a sink's author asks for, and whether it can be had.
struct TableDefinition: Sendable {
  /// The names of the key's fields; nil stands for a key path that leads to no field.
  let key: [String?]
  /// Empty: the whole key.
  let partitionBy: [String?]
  let indexes: [[String]]
  let partitionCount: Int
  let fields: [FieldType.Field]

  /// More files than a process likes to have open.
  static var partitionLimit: Int { 1024 }
  static var columnLimit: Int { 1000 }

  /// Why there can be no such table, or nil.
  var problem: String? {
    if !(1...Self.partitionLimit).contains(partitionCount) {
      return "partitions must be from 1 to \(Self.partitionLimit), not \(partitionCount)"
    }
    return columnProblem ?? keyProblem ?? partitionProblem ?? indexProblem
  }

  private var columnProblem: String? {
    if fields.isEmpty { return "the record shows no fields" }
    if fields.count > Self.columnLimit {
      return "a table has at most \(Self.columnLimit) columns, not \(fields.count)"
    }
    var seen: [String: String] = [:]
    for field in fields {
      if let problem = SQLiteIdentifier.problem(with: field.name) { return problem }
      let folded = Self.folded(field.name)
      if folded.hasPrefix("weir_") {
        return "field \"\(field.name)\": names that begin with weir_ are the store's own"
      }
      if let other = seen[folded] {
        return "the fields \"\(other)\" and \"\(field.name)\" would be one column; rename one"
      }
      seen[folded] = field.name
    }
    return nil
  }

  private var keyProblem: String? {
    if key.isEmpty { return "a table needs a key of at least one field" }
    var seen: Set<String> = []
    for name in key {
      guard let name else { return Self.unknownPath("key") }
      guard let field = fields.first(where: { $0.name == name }) else {
        return unknown(name, in: "key")
      }
      if !seen.insert(name).inserted { return "the key names \"\(name)\" twice" }
      if let problem = TableColumn(name: name, type: field.type).keyProblem {
        return "field \"\(name)\" cannot be part of the key: \(problem)"
      }
    }
    return nil
  }

  private var partitionProblem: String? {
    var seen: Set<String> = []
    for name in partitionBy {
      guard let name else { return Self.unknownPath("partitionBy") }
      guard key.contains(name) else {
        return "partitionBy names \"\(name)\", which is not in the key: a changed value would leave"
          + " the old row in another partition; add it to the key or leave it out"
      }
      if !seen.insert(name).inserted { return "partitionBy names \"\(name)\" twice" }
    }
    return nil
  }

  private var indexProblem: String? {
    for index in indexes {
      if index.isEmpty { return "an index needs at least one field" }
      for name in index where !fields.contains(where: { $0.name == name }) {
        return unknown(name, in: "indexes")
      }
      if Set(index).count != index.count { return "an index names a field twice" }
    }
    return Set(indexes).count == indexes.count ? nil : "indexes names the same fields twice"
  }

  private func unknown(_ name: String, in place: String) -> String {
    "\(place) names \"\(name)\"; the record's fields are "
      + fields.map { "\"\($0.name)\"" }.joined(separator: ", ")
  }

  private static func unknownPath(_ place: String) -> String {
    "a key path in \(place) leads to no field of the record; name the field instead:"
      + " \(place): \"field\""
  }

  /// As SQLite compares names: ASCII letters without case.
  private static func folded(_ name: String) -> String {
    String(
      decoding: name.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
  }

  /// The schema; sensible only without a ``problem``.
  var schema: TableSchema {
    let names = key.compactMap { $0 }
    let keys = names.compactMap { name in fields.first { $0.name == name } }
    let others = fields.filter { !names.contains($0.name) }
    let wanted = Set(partitionBy.compactMap { $0 })
    return TableSchema(
      columns: (keys + others).map { TableColumn(name: $0.name, type: $0.type) },
      keyCount: keys.count,
      partitionKey: names.indices.filter { wanted.isEmpty || wanted.contains(names[$0]) },
      indexes: indexes)
  }

  /// For each field of the record its place in the key, or -1.
  var keyPlaces: [Int] {
    fields.map { field in key.firstIndex { $0 == field.name } ?? -1 }
  }
}
