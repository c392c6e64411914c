/// The first rows of an order, at most so many. Of rows that are equal in it, those that came
/// earlier stand first.
public struct TopRows<Row: FieldValue>: Sendable {
  @usableFromInline var storage: [Row]

  /// In order: the first row has rank 1.
  @inlinable public var rows: [Row] { storage }

  /// A row that entered.
  public struct Entry: Sendable {
    /// Where it stands now; 0 is the first place.
    public let place: Int
    /// The row that had to leave for it.
    public let evicted: Row?
    @inlinable init(place: Int, evicted: Row?) {
      self.place = place
      self.evicted = evicted
    }
  }

  @inlinable public init(rows: [Row] = []) { storage = rows }

  /// Lets a row in where it belongs; nil when it is not among the first.
  /// - Parameter precedes: whether the first row stands before the second one.
  @inlinable public mutating func insert(
    _ row: Row, limit: Int, _ precedes: (Row, Row) throws -> Bool
  ) rethrows -> Entry? {
    var low = 0
    var high = storage.count
    while low < high {
      let middle = (low + high) / 2
      if try precedes(row, storage[middle]) { high = middle } else { low = middle + 1 }
    }
    guard low < limit else { return nil }
    let evicted = storage.count >= limit ? storage.removeLast() : nil
    storage.insert(row, at: low)
    return Entry(place: low, evicted: evicted)
  }
}

extension TopRows: FieldValue {
  @inlinable public static var fieldType: FieldType { .array(Row.fieldType) }

  public func encode(to encoder: inout some ValueEncoder) throws { try rows.encode(to: &encoder) }

  public static func decode(from decoder: inout some ValueDecoder) throws -> TopRows {
    TopRows(rows: try [Row].decode(from: &decoder))
  }
}
