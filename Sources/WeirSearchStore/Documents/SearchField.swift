import WeirCore

/// A field of an index's documents as it is stored.
public struct SearchField: Record, Hashable {
  /// What its values are.
  public enum Kind: String, FieldValue, CaseIterable {
    /// 0 or 1.
    case bool
    case integer
    case real
    case text
    /// A JSON array of texts. Its text for searches is the elements, a line each.
    case texts
    case bytes
    /// Milliseconds since 1970-01-01T00:00:00Z.
    case time
    /// JSON text of a record, dictionary or other array.
    case json
  }

  public var name = ""
  public var kind = Kind.text
  public var isOptional = false
  /// Whether its words can be searched.
  public var isText = false

  public init() {}

  init(_ field: FieldType.Field, isText: Bool) {
    name = field.name
    self.isText = isText
    (kind, isOptional) = Self.kind(of: field.type)
  }

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("name", &name)
    try field("kind", &kind)
    try field("optional", &isOptional)
    try field("text_search", &isText)
  }

  private static func kind(of type: FieldType) -> (Kind, isOptional: Bool) {
    switch type {
    case .bool: (.bool, false)
    case .int, .uint: (.integer, false)
    case .float, .double: (.real, false)
    case .string: (.text, false)
    case .bytes: (.bytes, false)
    case .eventTime: (.time, false)
    case .array(.string): (.texts, false)
    case .array, .dictionary, .record: (.json, false)
    case .optional(let wrapped): (kind(of: wrapped).0, true)
    }
  }

  /// The column's type in SQLite.
  var columnType: String {
    switch kind {
    case .bool, .integer, .time: "INTEGER"
    case .real: "REAL"
    case .text, .texts, .json: "TEXT"
    case .bytes: "BLOB"
    }
  }
}
