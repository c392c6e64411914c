import WeirCore

/// A column of a table, made from a field of its records.
public struct TableColumn: Sendable, Equatable {
  /// How SQLite stores a column's values.
  public enum Storage: String, Sendable {
    case integer = "INTEGER"
    case real = "REAL"
    case text = "TEXT"
    case bytes = "BLOB"
  }

  public let name: String
  /// The field's type.
  public let type: FieldType

  public init(name: String, type: FieldType) {
    self.name = name
    self.type = type
  }

  public var isOptional: Bool {
    if case .optional = type { true } else { false }
  }

  /// The type without being optional.
  public var valueType: FieldType {
    var type = type
    while case .optional(let wrapped) = type { type = wrapped }
    return type
  }

  public var storage: Storage {
    switch valueType {
    case .bool, .int, .uint, .eventTime: .integer
    case .float, .double: .real
    case .bytes: .bytes
    case .string, .array, .dictionary, .record, .optional: .text
    }
  }

  /// Whether the values are JSON texts.
  public var isJSON: Bool {
    switch valueType {
    case .array, .dictionary, .record: true
    default: false
    }
  }

  /// Why it cannot be part of a key, or nil.
  var keyProblem: String? {
    if isOptional { return "it may be absent" }
    if isJSON { return "it is a container" }
    // 0.0 and -0.0 are one value with two forms.
    return storage == .real ? "floating-point numbers have no exact form" : nil
  }
}
