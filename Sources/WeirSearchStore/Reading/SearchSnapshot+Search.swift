import WeirCore
import WeirSQLite

extension SearchSnapshot {
  /// Looks for documents.
  /// - Throws: `usage` when the query cannot be understood or an option names a field that is not
  ///   there; the message says where.
  public func search(
    _ query: SearchQuery, _ options: SearchOptions = SearchOptions()
  ) throws -> SearchResults {
    try SearchRun(self, query, options).results()
  }
}

/// One search over all parts of a snapshot.
struct SearchRun {
  let schema: SearchSchema
  let parts: [SearchPart]
  let options: SearchOptions
  /// Nil when nothing can be found.
  let source: SearchPart.Source?
  let conditions: [SearchCondition]
  private let query: SearchQuery

  init(_ snapshot: SearchSnapshot, _ query: SearchQuery, _ options: SearchOptions) throws {
    schema = snapshot.schema
    parts = SearchPart.all(of: snapshot.shards)
    self.options = options
    self.query = query
    guard options.limit >= 0, options.offset >= 0, options.facetLimit >= 0 else {
      throw WeirError(.usage, "limits and offsets of a search must not be negative")
    }
    source = try Self.source(query, snapshot.schema)
    conditions = try options.filters.map { try SearchCondition($0, snapshot.schema) }
  }

  private static func source(
    _ query: SearchQuery, _ schema: SearchSchema
  ) throws -> SearchPart.Source? {
    if query.syntax == .raw {
      if let end = query.text.utf8.firstIndex(of: 0) {
        let offset = query.text.utf8.distance(from: query.text.utf8.startIndex, to: end)
        throw QueryProblem("a raw query ends at U+0000", offset).error(in: query.text)
      }
      return .matches(expression: query.text)
    }
    do {
      switch try QueryParser.parse(query, fields: schema.textFields.map(\.name)) {
      case .everything: return .documents
      case .nothing: return nil
      case .matching(let node): return .matches(expression: MatchExpression.text(node))
      }
    } catch {
      throw error.error(in: query.text)
    }
  }

  func results() throws -> SearchResults {
    guard let source else {
      return SearchResults(
        hits: [], total: 0,
        facets: try options.facets.map {
          FacetCounts(field: try schema.requireField($0).name, counts: [], otherCount: 0)
        })
    }
    do {
      let facets = try options.facets.map { try facet($0, source) }
      switch (options.order, source) {
      case (.relevance, .matches):
        return try ranked(source, facets)
      case (.relevance, .documents):
        return try sorted(source, by: try schema.requireField(schema.id), descending: false, facets)
      case (.ascending(let name), _):
        return try sorted(source, by: try sortable(name), descending: false, facets)
      case (.descending(let name), _):
        return try sorted(source, by: try sortable(name), descending: true, facets)
      }
    } catch let error as WeirError {
      throw refusedExpression() ?? error
    }
  }

  /// The first hits that are asked for, and those before them.
  var wantedCount: Int {
    let (sum, overflow) = options.offset.addingReportingOverflow(options.limit)
    return overflow ? Int.max : sum
  }

  /// What FTS5 has to say against an expression; nil when something else was wrong.
  private func refusedExpression() -> WeirError? {
    for part in parts {
      if let message = part.connection.statementProblem {
        return WeirError(.usage, "FTS5 does not understand the query: \(message)")
      }
    }
    return nil
  }

  private func sortable(_ name: String) throws -> SearchField {
    let field = try schema.requireField(name)
    guard field.kind != .texts, field.kind != .json else {
      throw WeirError(.usage, "hits cannot be sorted by \"\(name)\", which is no single value")
    }
    return field
  }
}
