import WeirCore
import WeirFormats
import WeirSQLite

/// A document as the index has it, without its type.
public struct SearchDocument: Sendable {
  public let schema: SearchSchema
  /// One value for each field of the schema, in order.
  public let values: [ColumnValue]

  /// The value of a field; null when it is absent or there is no such field.
  public subscript(_ name: String) -> ColumnValue {
    for (field, value) in zip(schema.documentFields, values)
    where field.name.utf8.elementsEqual(name.utf8) {
      return value
    }
    return .null
  }

  /// The text that names it.
  public var id: String {
    if case .text(let id) = self[schema.id] { return id }
    return ""
  }

  /// A JSON object of the fields in order, without white space: what the record itself would be.
  public func json() throws -> String {
    var json = JSONValueEncoder()
    json.buffer.append(UInt8(ascii: "{"))
    for (index, (field, value)) in zip(schema.documentFields, values).enumerated() {
      if index > 0 { json.buffer.append(UInt8(ascii: ",")) }
      try json.encode(field.name)
      json.buffer.append(UInt8(ascii: ":"))
      try Self.append(value, field.kind, &json)
    }
    json.buffer.append(UInt8(ascii: "}"))
    return String(decoding: json.buffer.bytes(), as: UTF8.self)
  }

  /// The document as a record. A field that it does not have gets its default.
  /// - Throws: when the record's fields do not fit.
  public func decode<Document: Record>(_ type: Document.Type) throws -> Document {
    try JSON.decode(type, from: Array(try json().utf8))
  }

  private static func append(
    _ value: ColumnValue, _ kind: SearchField.Kind, _ json: inout JSONValueEncoder
  ) throws {
    switch (value, kind) {
    case (.null, _): json.buffer.append(literal: "null")
    case (.integer(let number), .bool): try json.encode(number != 0)
    case (.integer(let number), _): try json.encode(number, bits: 64)
    case (.real(let number), _): try json.encode(number)
    case (.text(var text), .texts), (.text(var text), .json):
      text.withUTF8 { json.buffer.append(bytes: UnsafeRawBufferPointer($0)) }
    case (.text(let text), _): try json.encode(text)
    case (.bytes(let bytes), _): try json.encode(Bytes(bytes))
    }
  }
}
