import WeirCore
import WeirFormats
import WeirSQLite

/// A change of one row of a table.
///
/// ```swift
/// TableChange.put(flight)               // a new row, or the row of the same key anew
/// TableChange<Flight>.remove("LH", 7)   // by the key's values, in the order of the key
/// TableChange.remove(keyOf: flight)
/// ```
/// Removing a row that is not there is fine.
public struct TableChange<Row: Record>: Sendable {
  enum Kind: Sendable {
    case put(Row)
    case removeRow(Row)
    case removeKey([ColumnValue])
  }

  let kind: Kind

  /// The row becomes what the table holds under its key.
  public static func put(_ row: Row) -> TableChange { TableChange(kind: .put(row)) }

  /// The row of this key goes.
  public static func remove<each Key: FieldValue>(_ key: repeat each Key) -> TableChange {
    var values: [ColumnValue] = []
    repeat values.append(ColumnValue(field: each key))
    return TableChange(kind: .removeKey(values))
  }

  /// The row with the same key as this one goes; its other fields do not count.
  public static func remove(keyOf row: Row) -> TableChange { TableChange(kind: .removeRow(row)) }

  /// Whether it removes a row.
  public var isRemoval: Bool {
    if case .put = kind { false } else { true }
  }

  /// The row that is put, or whose key is removed; nil when only the key is known.
  public var row: Row? {
    switch kind {
    case .put(let row), .removeRow(let row): row
    case .removeKey: nil
    }
  }
}

extension TableChange: FieldValue {
  public static var fieldType: FieldType { Form.fieldType }

  public func encode(to encoder: inout some ValueEncoder) throws {
    try Form(self).encode(to: &encoder)
  }

  public static func decode(from decoder: inout some ValueDecoder) throws -> TableChange {
    let form = try Form.decode(from: &decoder)
    guard let change = try form.change else {
      throw decoder.invalidValue("kind \(form.kind) is no change of a table")
    }
    return change
  }

  /// What snapshots hold.
  private struct Form: Record {
    var kind: UInt8 = 0
    var row: Row?
    /// The key's values as a row's encoder writes them.
    var key = Bytes()

    init() {}

    init(_ change: TableChange) {
      switch change.kind {
      case .put(let row): (kind, self.row) = (1, row)
      case .removeRow(let row): (kind, self.row) = (2, row)
      case .removeKey(let values):
        kind = 3
        let buffer = ByteBuffer()
        for value in values { value.append(to: buffer) }
        key = Bytes(buffer.bytes())
      }
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("kind", &kind)
      try field("row", &row)
      try field("key", &key)
    }

    var change: TableChange? {
      get throws {
        switch (kind, row) {
        case (1, let row?): return .put(row)
        case (2, let row?): return .remove(keyOf: row)
        case (3, nil):
          return try key.storage.withUnsafeBytes { bytes in
            var cursor = ColumnCursor(bytes)
            var values: [ColumnValue] = []
            while !cursor.isAtEnd { values.append(ColumnValue(try cursor.next())) }
            return TableChange(kind: .removeKey(values))
          }
        default: return nil
        }
      }
    }
  }
}
