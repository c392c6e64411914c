import WeirCore
import WeirSQLite

extension SearchRun {
  /// A row with what orders it among equals.
  private struct Candidate {
    let found: FoundRow
    let id: ColumnValue
    let key: ColumnValue
  }

  /// Hits by score. Ids are only read of rows that may be returned.
  func ranked(_ source: SearchPart.Source, _ facets: [FacetCounts]) throws -> SearchResults {
    for name in options.weights.keys where schema.textFields.allSatisfy({ $0.name != name }) {
      throw WeirError(.usage, "there is no text field \"\(name)\" to give a weight to")
    }
    let weights = try schema.textFields.map { field in
      let weight = options.weights[field.name] ?? 1
      guard weight.isFinite, weight >= 0 else {
        throw WeirError(.usage, "the weight of field \"\(field.name)\" must be 0 or more")
      }
      return ", \(weight)"
    }
    var found = FoundRows()
    for (number, part) in parts.enumerated() {
      let statement = try part.statement(
        "f.rowid, bm25(f.documents_index\(weights.joined()))", source: source,
        joinsDocuments: !conditions.isEmpty, conditions: conditions, suffix: "")
      while try statement.step() {
        found.append(
          FoundRow(score: -statement.real(1), part: number, row: statement.integer(0)))
      }
    }
    let ids = try parts.map { part in
      try part.connection.prepare(
        "SELECT \(try SQLiteIdentifier.quoted(schema.id)) FROM \(part.space).documents"
          + " WHERE weir_row = ?")
    }
    let best = try found.best(wantedCount).map { row in
      let statement = ids[row.part]
      try statement.bind(row.row, at: 1)
      defer { statement.reset() }
      let id: ColumnValue = try statement.step() ? statement.value(0) : .null
      return Candidate(found: row, id: id, key: .null)
    }
    let ordered = best.sorted { a, b in
      if a.found.score != b.found.score { return a.found.score > b.found.score }
      return ColumnValue.compare(a.id, b.id) < 0
    }
    return SearchResults(
      hits: try hits(ordered, source, isScored: true), total: found.rows.count, facets: facets)
  }

  /// Hits by a stored field: each part gives its first ones, which are merged.
  func sorted(
    _ source: SearchPart.Source, by field: SearchField, descending: Bool, _ facets: [FacetCounts]
  ) throws -> SearchResults {
    let key = "d.\(try SQLiteIdentifier.quoted(field.name))"
    let id = "d.\(try SQLiteIdentifier.quoted(schema.id))"
    var total = 0
    var candidates: [Candidate] = []
    for (number, part) in parts.enumerated() {
      let count = try part.statement(
        "count(*)", source: source, joinsDocuments: !conditions.isEmpty, conditions: conditions,
        suffix: "")
      if try count.step() { total += Int(clamping: count.integer(0)) }
      count.reset()
      let statement = try part.statement(
        "d.weir_row, \(id), \(key)", source: source, conditions: conditions,
        suffix: " ORDER BY \(key) \(descending ? "DESC" : "ASC") NULLS LAST, \(id) LIMIT ?",
        suffixParameters: [.integer(Int64(clamping: wantedCount))])
      while try statement.step() {
        candidates.append(
          Candidate(
            found: FoundRow(score: 0, part: number, row: statement.integer(0)),
            id: statement.value(1), key: statement.value(2)))
      }
    }
    candidates.sort { a, b in
      if (a.key == .null) != (b.key == .null) { return b.key == .null }
      let order = ColumnValue.compare(a.key, b.key)
      if order != 0 { return descending ? order > 0 : order < 0 }
      return ColumnValue.compare(a.id, b.id) < 0
    }
    return SearchResults(
      hits: try hits(candidates, source, isScored: false), total: total, facets: facets)
  }

  /// The hits of the page that is asked for.
  private func hits(
    _ ordered: [Candidate], _ source: SearchPart.Source, isScored: Bool
  ) throws -> [SearchHit] {
    try ordered.dropFirst(options.offset).prefix(options.limit).map { candidate in
      let found = candidate.found
      return SearchHit(
        document: try parts[found.part].document(found.row),
        score: isScored ? found.score : nil,
        highlights: try highlights(of: found, source))
    }
  }
}
