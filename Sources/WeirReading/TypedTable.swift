import WeirCore
import WeirTableStore

/// A table at one epoch whose rows are read as records.
///
/// ```swift
/// let events = try cut.table("track_events", of: TrackEvent.self)
/// let event = try events.get("p2416")
/// let long = TableFilter("duration", .greater, .integer(180_000))
/// let first = try events.rows(TableQuery(filters: [long], limit: 5))
/// ```
public struct TypedTable<Row: Record> {
  /// The table without its type.
  public let snapshot: TableSnapshot

  /// The row of a key; nil when there is none.
  /// - Parameter key: The values of the key's fields, in the order of the key.
  /// - Throws: `usage` when the values are not those of a key, `incompatibleState` when the row
  ///   does not fit the record.
  public func get<each Key: FieldValue>(_ key: repeat each Key) throws -> Row? {
    try snapshot.get(Row.self, key: repeat each key)
  }

  /// The rows that a query asks for, in the order of the key where it asks for no other.
  public func rows(_ query: TableQuery = TableQuery()) throws -> [Row] {
    try snapshot.rows(of: Row.self, query)
  }

  /// Calls `body` with each row that a query asks for, in order, until it returns false.
  public func forEach(_ query: TableQuery = TableQuery(), _ body: (Row) throws -> Bool) throws {
    try snapshot.scan(query) { try body(try $0.decode(Row.self)) }
  }

  /// How many rows meet all filters.
  public func count(_ filters: [TableFilter] = []) throws -> Int { try snapshot.count(filters) }
}
