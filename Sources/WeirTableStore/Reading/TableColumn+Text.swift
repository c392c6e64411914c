import WeirCore
import WeirFormats
import WeirSQLite

extension TableColumn {
  /// The value that a person means by a text: `true`, `-7`, `2.5`, `2013-01-01T05:00:00Z` (or
  /// milliseconds), a text as it is, bytes as base64.
  /// - Throws: `usage` when the text is no value of the column's type.
  public func value(fromText text: String) throws -> ColumnValue {
    if let value = parse(text) { return value }
    throw WeirError(
      .usage, "\"\(text)\" is no value for column \"\(name)\", which is \(valueType)")
  }

  private func parse(_ text: String) -> ColumnValue? {
    switch valueType {
    case .bool:
      switch text {
      case "true", "1": .integer(1)
      case "false", "0": .integer(0)
      default: nil
      }
    case .int, .uint: Int64(text).map { .integer($0) }
    case .eventTime:
      (ISO8601.parse(text)?.milliseconds ?? Int64(text)).map { .integer($0) }
    case .float, .double: Double(text).flatMap { $0.isNaN ? nil : .real($0) }
    case .bytes:
      // JSON has the one base64 reader.
      (try? JSON.decode(Bytes.self, from: Array("\"\(text)\"".utf8))).map { .bytes($0.storage) }
    case .string, .array, .dictionary, .record, .optional: .text(text)
    }
  }

  /// The value as a person reads it: what ``value(fromText:)`` takes; `null` for a null.
  public func text(of value: ColumnValue) -> String {
    switch (value, valueType) {
    case (.null, _): "null"
    case (.integer(let number), .bool): number == 0 ? "false" : "true"
    case (.integer(let number), .eventTime):
      ISO8601.string(from: EventTime(milliseconds: number))
    case (.integer(let number), _): "\(number)"
    case (.real(let number), _): "\(number)"
    case (.text(let text), _): text
    case (.bytes(let bytes), _):
      // A base64 text in quotes; it cannot fail.
      String(
        decoding: ((try? JSON.encode(Bytes(bytes))) ?? []).dropFirst().dropLast(), as: UTF8.self)
    }
  }

  /// Writes the value as JSON, as the field it was made from would be.
  func encode(_ value: ColumnValue, to encoder: inout JSONValueEncoder) throws {
    switch (value, valueType) {
    case (.null, _): try encoder.encodeOptional(String?.none)
    case (.integer(let number), .bool): try encoder.encode(number != 0)
    case (.integer(let number), .eventTime):
      try encoder.encode(EventTime(milliseconds: number))
    case (.integer(let number), _): try encoder.encode(number, bits: 64)
    case (.real(let number), _): try encoder.encode(number)
    case (.text(var text), _) where isJSON:
      text.withUTF8 { encoder.buffer.append(bytes: UnsafeRawBufferPointer($0)) }
    case (.text(let text), _): try encoder.encode(text)
    case (.bytes(let bytes), _): try encoder.encode(Bytes(bytes))
    }
  }
}

extension TableSchema {
  /// The key that a person means by texts, one for each column of the key.
  /// - Throws: `usage` when there are too few or too many, or one is no value of its column.
  public func key(fromTexts texts: [String]) throws -> [ColumnValue] {
    guard texts.count == keyCount else {
      throw WeirError(
        .usage,
        "the key has \(keyCount) values (\(key.map(\.name).joined(separator: ", "))), not "
          + "\(texts.count)")
    }
    return try zip(key, texts).map { try $0.value(fromText: $1) }
  }

  /// The condition that a person means by, for example, `delay>=5`, `carrier=LH`, `tail is null`.
  /// - Throws: `usage` when it is none.
  public func filter(fromText text: String) throws -> TableFilter {
    for column in columns.sorted(by: { $0.name.utf8.count > $1.name.utf8.count })
    where text.utf8.starts(with: column.name.utf8) {
      let rest = String(decoding: text.utf8.dropFirst(column.name.utf8.count), as: UTF8.self)
      if let filter = try Self.filter(column, rest) { return filter }
    }
    throw WeirError(
      .usage,
      "\"\(text)\" is no condition; write a column (\(columns.map(\.name).joined(separator: ", ")))"
        + ", one of = != < <= > >= and a value, or \"is null\", \"is not null\"")
  }

  private static func filter(_ column: TableColumn, _ rest: String) throws -> TableFilter? {
    let trimmed = String(rest.drop { $0 == " " })
    for comparison in [TableFilter.Comparison.isNull, .isNotNull]
    where trimmed == comparison.rawValue {
      return TableFilter(column.name, comparison)
    }
    for comparison in [
      TableFilter.Comparison.lessOrEqual, .greaterOrEqual, .notEqual, .less, .greater, .equal,
    ] where trimmed.hasPrefix(comparison.rawValue) {
      let value = String(trimmed.dropFirst(comparison.rawValue.count))
      return TableFilter(column.name, comparison, try column.value(fromText: value))
    }
    return nil
  }
}
