import WeirCore
import WeirSQLite

extension SearchRun {
  /// The texts of a hit in which something matches.
  func highlights(
    of found: FoundRow, _ source: SearchPart.Source
  ) throws -> [SearchHit.Highlight] {
    guard let highlighting = options.highlighting, case .matches(let expression) = source else {
      return []
    }
    for name in highlighting.fields ?? [] where schema.textFields.allSatisfy({ $0.name != name }) {
      throw WeirError(.usage, "there is no text field \"\(name)\" to highlight")
    }
    let part = parts[found.part]
    let marks = HighlightMarks(for: try texts(of: found.row, part))
    var highlights: [SearchHit.Highlight] = []
    for (column, field) in schema.textFields.enumerated() {
      if let wanted = highlighting.fields, !wanted.contains(field.name) { continue }
      let function =
        highlighting.snippetWordCount.map {
          "snippet(f.documents_index, \(column), ?, ?, '…', \(min(max($0, 1), 64)))"
        } ?? "highlight(f.documents_index, \(column), ?, ?)"
      let statement = try part.connection.prepare(
        "SELECT \(function) FROM \(part.space).documents_index AS f"
          + " WHERE f.documents_index MATCH ? AND f.rowid = ?")
      try statement.bind(.text(String(decoding: marks.open, as: UTF8.self)), at: 1)
      try statement.bind(.text(String(decoding: marks.close, as: UTF8.self)), at: 2)
      try statement.bind(.text(expression), at: 3)
      try statement.bind(found.row, at: 4)
      defer { statement.reset() }
      guard try statement.step() else { continue }
      let text = marks.split(Array(statement.bytes(0)))
      if text.parts.contains(where: \.isMatch) {
        highlights.append(SearchHit.Highlight(field: field.name, text: text))
      }
    }
    return highlights
  }

  private func texts(of row: Int64, _ part: SearchPart) throws -> [[UInt8]] {
    let names = try schema.textFields.map { try SQLiteIdentifier.quoted($0.name) }
    let statement = try part.connection.prepare(
      "SELECT \(names.joined(separator: ", ")) FROM \(part.space).documents_text"
        + " WHERE weir_row = ?")
    try statement.bind(row, at: 1)
    defer { statement.reset() }
    guard try statement.step() else { return [] }
    return names.indices.map { Array(statement.bytes($0)) }
  }
}
