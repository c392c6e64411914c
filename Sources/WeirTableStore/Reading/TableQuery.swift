import WeirSQLite

/// Which rows of a table, and in which order.
public struct TableQuery: Sendable, Equatable {
  /// A column to sort by.
  public struct Order: Sendable, Equatable {
    public var column: String
    public var isDescending: Bool
    public init(_ column: String, isDescending: Bool = false) {
      self.column = column
      self.isDescending = isDescending
    }
  }

  /// All of them must hold.
  public var filters: [TableFilter]
  /// Rows that are equal in these columns, and all when there are none, come in the order of the
  /// key. Null comes first; texts are compared by their bytes.
  public var order: [Order]
  /// At most so many rows; nil: all.
  public var limit: Int?
  /// So many rows are passed over first.
  public var offset: Int

  public init(
    filters: [TableFilter] = [], order: [Order] = [], limit: Int? = nil, offset: Int = 0
  ) {
    self.filters = filters
    self.order = order
    self.limit = limit
    self.offset = offset
  }
}

/// A condition on one column. As in SQL, a null meets no comparison.
public struct TableFilter: Sendable, Equatable {
  /// The raw values are the operators as people write them.
  public enum Comparison: String, Sendable, CaseIterable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case isNull = "is null"
    case isNotNull = "is not null"

    /// Whether it compares with a value.
    public var takesValue: Bool { self != .isNull && self != .isNotNull }
  }

  public var column: String
  public var comparison: Comparison
  /// Ignored where the comparison takes none.
  public var value: ColumnValue

  public init(_ column: String, _ comparison: Comparison, _ value: ColumnValue = .null) {
    self.column = column
    self.comparison = comparison
    self.value = value
  }
}
