import WeirCore
import WeirSQLite

extension SearchRun {
  /// Counts a field's values over everything found.
  func facet(_ name: String, _ source: SearchPart.Source) throws -> FacetCounts {
    let field = try schema.requireField(name)
    let column = "d.\(try SQLiteIdentifier.quoted(field.name))"
    let isArray = field.kind == .texts
    var counts: [FacetCounts.Count] = []
    for part in parts {
      let statement = try part.statement(
        isArray ? "e.value, count(DISTINCT d.weir_row)" : "\(column), count(*)", source: source,
        joins: isArray ? " JOIN json_each(\(column)) AS e" : "", conditions: conditions,
        suffix: " GROUP BY 1")
      while try statement.step() {
        let value = statement.value(0)
        if value == .null { continue }
        counts.append(.init(value: value, count: Int(clamping: statement.integer(1))))
      }
    }
    let merged = Self.merged(counts).sorted { a, b in
      if a.count != b.count { return a.count > b.count }
      return ColumnValue.compare(a.value, b.value) < 0
    }
    return FacetCounts(
      field: field.name, counts: Array(merged.prefix(options.facetLimit)),
      otherCount: merged.dropFirst(options.facetLimit).reduce(0) { $0 + $1.count })
  }

  /// Adds up the counts of equal values from different parts.
  private static func merged(_ counts: [FacetCounts.Count]) -> [FacetCounts.Count] {
    var merged: [FacetCounts.Count] = []
    for count in counts.sorted(by: { ColumnValue.compare($0.value, $1.value) < 0 }) {
      if let last = merged.last, last.value == count.value {
        merged[merged.count - 1] = .init(value: last.value, count: last.count + count.count)
      } else {
        merged.append(count)
      }
    }
    return merged
  }
}
