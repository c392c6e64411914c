import WeirCore

/// Which CSV (RFC 4180) a file holds.
///
/// Two limits beyond the RFC: a record is one line, because files are split at line ends, so a line
/// break inside quotes is refused; and lines may end with `\n` alone.
public struct CSVDialect: Sendable {
  /// Stands between the fields: one ASCII character.
  public var separator: Character
  /// The text that stands for nil in optional fields when it is not quoted.
  public var null: String
  /// Whether the first line names the columns; otherwise they are the record's fields in order.
  public var hasHeader: Bool

  public init(separator: Character = ",", null: String = "", hasHeader: Bool = true) {
    self.separator = separator
    self.null = null
    self.hasHeader = hasHeader
  }

  @usableFromInline var separatorByte: UInt8 { separator.asciiValue ?? UInt8(ascii: ",") }

  /// Why records of `type` cannot be read or written in this dialect, or nil.
  @usableFromInline func problem(for type: FieldType) -> String? {
    guard let byte = separator.asciiValue, separator != "\r\n", byte != 0x0A, byte != 0x0D,
      byte != UInt8(ascii: "\""), !separator.isLetter, !separator.isNumber,
      !["-", "+", "."].contains(separator)
    else { return "the CSV separator must be one ASCII character that no number or quote uses" }
    let special: Set<UInt8> = [byte, UInt8(ascii: "\""), 0x0A, 0x0D]
    if null.utf8.contains(where: special.contains) {
      return "the CSV text for nil must hold no separator, quote or line break"
    }
    guard case .record(let fields) = type, !fields.isEmpty else {
      return "CSV needs a record with at least one field"
    }
    if fields.count == 1, case .optional = fields[0].type, null.isEmpty {
      return
        "a record of one optional field needs a CSV text for nil, because empty lines are skipped"
    }
    for field in fields where !Self.isFlat(field.type) {
      return "CSV has no nested values, but field \(field.name) is \(field.type)"
    }
    return nil
  }

  private static func isFlat(_ type: FieldType) -> Bool {
    switch type {
    case .optional(.optional): false
    case .optional(let wrapped): isFlat(wrapped)
    case .array, .dictionary, .record: false
    default: true
    }
  }
}
