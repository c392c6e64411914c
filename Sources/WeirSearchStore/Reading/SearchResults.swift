import WeirSQLite

/// What a search has found.
public struct SearchResults: Sendable {
  public let hits: [SearchHit]
  /// How many documents were found, of which ``hits`` are some.
  public let total: Int
  /// In the order in which they were asked for.
  public let facets: [FacetCounts]
}

/// A document that was found.
public struct SearchHit: Sendable {
  public let document: SearchDocument
  /// BM25, higher is better; nil where hits are not ordered by relevance. Comparable within one
  /// search, and approximate: each shard weighs words by its own documents.
  public let score: Double?
  /// The text fields in which something matches, when highlighting was asked for.
  public let highlights: [Highlight]

  public var id: String { document.id }

  /// A field's text with its matches.
  public struct Highlight: Sendable, Equatable {
    public let field: String
    public let text: HighlightedText
  }
}

/// How often the values of a stored field occur in what was found.
public struct FacetCounts: Sendable, Equatable {
  /// A value, or the element of an array of texts, and the number of documents that have it.
  public struct Count: Sendable, Equatable {
    public let value: ColumnValue
    public let count: Int
  }

  public let field: String
  /// The most frequent first, equally frequent ones by value.
  public let counts: [Count]
  /// Documents under values that are not in ``counts``.
  public let otherCount: Int
}
