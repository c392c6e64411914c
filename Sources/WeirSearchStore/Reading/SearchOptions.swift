/// What comes back from a search, and in what order.
public struct SearchOptions: Sendable, Equatable {
  /// The order of hits.
  public enum Order: Sendable, Equatable {
    /// The best first; equally good ones, and all of a query without words, by id.
    case relevance
    /// By a stored field; documents without it last, equal ones by id.
    case ascending(String)
    case descending(String)
  }

  /// How many hits are returned at most.
  public var limit: Int
  /// How many of the first hits are left out.
  public var offset: Int
  public var order: Order
  /// All of them hold for every hit.
  public var filters: [SearchFilter]
  /// Stored fields whose values are counted over everything found, not only what is returned.
  public var facets: [String]
  /// How many values of a facet are returned: the most frequent ones.
  public var facetLimit: Int
  /// How much a word counts in a text field; 1 where nothing is said.
  public var weights: [String: Double]
  /// How matches are marked; nil: not at all.
  public var highlighting: Highlighting?

  public init(
    limit: Int = 10, offset: Int = 0, order: Order = .relevance, filters: [SearchFilter] = [],
    facets: [String] = [], facetLimit: Int = 10, weights: [String: Double] = [:],
    highlighting: Highlighting? = nil
  ) {
    self.limit = limit
    self.offset = offset
    self.order = order
    self.filters = filters
    self.facets = facets
    self.facetLimit = facetLimit
    self.weights = weights
    self.highlighting = highlighting
  }
}

/// What is marked in a hit's texts.
public struct Highlighting: Sendable, Equatable {
  /// The text fields to mark; nil: all.
  public var fields: [String]?
  /// Give about so many words around the best matches instead of whole texts; at most 64.
  public var snippetWordCount: Int?

  public init(fields: [String]? = nil, snippetWordCount: Int? = nil) {
    self.fields = fields
    self.snippetWordCount = snippetWordCount
  }
}
