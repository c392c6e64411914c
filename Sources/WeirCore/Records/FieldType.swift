/// The type of a field as schemas, error messages and stored files name it.
public indirect enum FieldType: Hashable, Sendable {
  case bool
  /// A signed integer of 8, 16, 32 or 64 bits.
  case int(bits: Int)
  /// An unsigned integer of 8, 16, 32 or 64 bits.
  case uint(bits: Int)
  case float
  case double
  case string
  case bytes
  case eventTime
  case optional(FieldType)
  case array(FieldType)
  case dictionary(key: FieldType, value: FieldType)
  case record([Field])

  /// A named member of a record.
  public struct Field: Hashable, Sendable {
    public let name: String
    public let type: FieldType
    public init(name: String, type: FieldType) {
      self.name = name
      self.type = type
    }
  }
}

extension FieldType: CustomStringConvertible {
  public var description: String {
    switch self {
    case .bool: "bool"
    case .int(let bits): "int\(bits)"
    case .uint(let bits): "uint\(bits)"
    case .float: "float"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .eventTime: "time"
    case .optional(let wrapped): "\(wrapped)?"
    case .array(let element): "[\(element)]"
    case .dictionary(let key, let value): "[\(key): \(value)]"
    case .record(let fields):
      "{" + fields.map { "\($0.name): \($0.type)" }.joined(separator: ", ") + "}"
    }
  }
}
