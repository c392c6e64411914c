import WeirCore
import WeirSQLite
import WeirStorage
import WeirTableStore

/// The table that a sink of some job writes, for lookup joins: of another job, or of the one that
/// asks.
///
/// ```swift
/// let customers = StoredTable<Int, Customer>("customers", ofJob: "shop", in: "weir-data")
/// orders.lookupJoin("names", customers, on: \.customer, …)
/// ```
///
/// Rows are as of that job's newest durable epoch, which never goes back; nothing is written, no lock
/// is taken, and the job may run meanwhile. Keys that are asked for while others are being read are
/// read together, at one epoch. Before the job's first checkpoint the table is empty.
///
/// The key is the value of the table's key column or, where that has several, a ``Record`` with one
/// field for each, in their order; its type must be able to stand in them.
public struct StoredTable<Key: FieldValue & Hashable, Row: Record>: LookupTable {
  private let reader: StoredTableReader

  /// - Parameters:
  ///   - sink: the name of the sink that writes the table.
  ///   - job: the name of its job.
  ///   - dataDirectory: what the runner of that job calls `--data`.
  public init(
    _ sink: String, ofJob job: String, in dataDirectory: String,
    environment: Environment = .system()
  ) {
    reader = StoredTableReader(
      sink: sink, job: job, dataDirectory: dataDirectory, environment: environment)
  }

  /// The row of a key, or nil when there is none.
  /// - Throws: `unusableCheckpoint` when no job of that name was ever run there, `usage` when it has
  ///   no such table or the key is none of it, `incompatibleState` when the row does not fit.
  public func row(for key: Key) async throws -> Row? {
    try await reader.row(of: Self.columns(of: key))?.decode(Row.self)
  }

  private static func columns(of key: Key) throws -> [ColumnValue] {
    guard let record = key as? any Record else { return [ColumnValue(field: key)] }
    return try KeyColumns.values(of: record)
  }
}

/// Collects the fields of a key as a table's columns hold them.
private struct KeyColumns: FieldVisitor {
  private var values: [ColumnValue] = []

  static func values<Key: Record>(of key: Key) throws -> [ColumnValue] {
    var (key, columns) = (key, KeyColumns())
    try key.fields(&columns)
    return columns.values
  }

  mutating func callAsFunction<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws {
    values.append(ColumnValue(field: value))
  }
}
