/// What happens to a row of a result that is corrected as more becomes known.
///
/// A row that is removed was put before. Changes of one key come in order, so applying each as it
/// comes leaves exactly the rows that hold in the end.
public enum Change<Row: FieldValue>: Sendable {
  /// The row holds from now on.
  case put(Row)
  /// The row no longer holds.
  case remove(Row)

  /// The row that is put or removed.
  @inlinable public var row: Row {
    switch self {
    case .put(let row), .remove(let row): row
    }
  }

  /// Whether the row is removed.
  @inlinable public var isRemoval: Bool { if case .remove = self { true } else { false } }
}

extension Change: Equatable where Row: Equatable {}
extension Change: Hashable where Row: Hashable {}

/// Stored as a record with the fields `removed` and `row`.
extension Change: FieldValue {
  @inlinable public static var fieldType: FieldType { ChangeFields<Row>.fieldType }

  @inlinable public func encode(to encoder: inout some ValueEncoder) throws {
    var fields = ChangeFields<Row>()
    fields.isRemoval = isRemoval
    fields.row = row
    try encoder.encode(record: fields)
  }

  @inlinable public static func decode(from decoder: inout some ValueDecoder) throws -> Change {
    let fields = try decoder.decodeRecord(ChangeFields<Row>.self)
    guard let row = fields.row else { throw decoder.invalidValue("a change has no row") }
    return fields.isRemoval ? .remove(row) : .put(row)
  }
}

@usableFromInline struct ChangeFields<Row: FieldValue>: Record {
  @usableFromInline var isRemoval = false
  @usableFromInline var row: Row?

  @inlinable init() {}

  @inlinable mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("removed", &isRemoval)
    try field("row", &row)
  }
}
