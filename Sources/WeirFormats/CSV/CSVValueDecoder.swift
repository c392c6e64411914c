import WeirCore

/// Reads one CSV field.
///
/// Numbers follow JSON's grammar and limits (see ``JSONValueDecoder``), quoted or not, without
/// blanks around them; truth values are `true`, `false`, `TRUE`, `FALSE`; ``EventTime`` is a number
/// of epoch milliseconds or ISO 8601, and one that events may have; ``Bytes`` is base64. An optional
/// field is nil when it holds the dialect's text for nil without quotes.
@usableFromInline struct CSVValueDecoder: ValueDecoder {
  @usableFromInline let field: CSVField
  @usableFromInline let lineStart: UnsafePointer<UInt8>
  /// The dialect's text for nil.
  @usableFromInline let null: UnsafeBufferPointer<UInt8>

  @inlinable @inline(__always)
  init(field: CSVField, lineStart: UnsafePointer<UInt8>, null: UnsafeBufferPointer<UInt8>) {
    self.field = field
    self.lineStart = lineStart
    self.null = null
  }

  @usableFromInline func invalidValue(_ reason: String) -> WeirError {
    CSVLine.malformed(reason, field.start - lineStart)
  }

  @inline(never) private func isNo(_ kind: String) -> WeirError {
    let text = String(decoding: field.bytes.prefix(40), as: UTF8.self)
    return invalidValue(
      field.count == 0 ? "an empty field is no \(kind)" : "\"\(text)\" is no \(kind)")
  }

  /// Reads the whole field with JSON's rules for numbers.
  @inline(__always) private func number<Number>(
    _ kind: String, _ read: (inout JSONValueDecoder) throws -> Number
  ) throws -> Number {
    guard let first = field.bytes.first, first == UInt8(ascii: "-") || first &- 48 <= 9 else {
      throw isNo(kind)
    }
    var decoder = JSONValueDecoder(
      start: lineStart, cursor: field.start, end: field.start + field.count)
    let number = try read(&decoder)
    guard decoder.cursor == decoder.end else { throw isNo(kind) }
    return number
  }

  @usableFromInline mutating func decodeInt(bits: Int) throws -> Int64 {
    try number("integer") { try $0.decodeInt(bits: bits) }
  }

  @usableFromInline mutating func decodeUInt(bits: Int) throws -> UInt64 {
    try number("integer") { try $0.decodeUInt(bits: bits) }
  }

  @usableFromInline mutating func decodeDouble() throws -> Double {
    try number("number") { try $0.decodeDouble() }
  }

  @usableFromInline mutating func decodeFloat() throws -> Float {
    try number("number") { try $0.decodeFloat() }
  }

  @usableFromInline mutating func decodeBool() throws -> Bool {
    if holds("true") || holds("TRUE") { return true }
    if holds("false") || holds("FALSE") { return false }
    throw isNo("truth value")
  }

  private func holds(_ text: StaticString) -> Bool {
    text.utf8CodeUnitCount == field.count
      && JSONKey.isEqual(field.start, text.utf8Start, field.count)
  }

  @usableFromInline mutating func decodeString() throws -> String {
    try checkText()
    return field.hasQuotes
      ? String(decoding: field.unquoted, as: UTF8.self)
      : String(decoding: field.bytes, as: UTF8.self)
  }

  @inlinable
  mutating func decodeText<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) throws -> Result {
    try checkText()
    return field.hasQuotes
      ? try field.unquoted.withUnsafeBufferPointer(body) : try body(field.bytes)
  }

  @usableFromInline func checkText() throws {
    if let offset = UTF8Text.firstInvalidOffset(UnsafeRawBufferPointer(field.bytes)) {
      throw CSVLine.malformed("the text is not valid UTF-8", field.start - lineStart + offset)
    }
  }

  @usableFromInline mutating func decodeBytes() throws -> Bytes {
    guard let bytes = Base64.decode(field.bytes) else { throw isNo("base64 text") }
    return Bytes(bytes)
  }

  @usableFromInline mutating func decodeEventTime() throws -> EventTime {
    // A date has its first hyphen behind the year; a number has one at the front or none.
    guard field.count > 4, field.start[4] == UInt8(ascii: "-") else {
      let time = EventTime(milliseconds: try number("time") { try $0.decodeInt(bits: 64) })
      guard time.isOfEvent else { throw invalidValue(time.refusal) }
      return time
    }
    guard let time = ISO8601.parse(field.bytes) else { throw isNo("time") }
    return time
  }

  @inlinable @inline(__always)
  mutating func decodeOptional<Wrapped: FieldValue>(_ type: Wrapped.Type) throws -> Wrapped? {
    isNull ? nil : try Wrapped.decode(from: &self)
  }

  @usableFromInline var isNull: Bool {
    guard !field.isQuoted, field.count == null.count else { return false }
    for index in 0..<field.count where field.start[index] != null[index] { return false }
    return true
  }

  @inlinable
  mutating func decodeArray<Element: FieldValue>(of type: Element.Type) throws -> [Element] {
    throw invalidValue("CSV has no nested values")
  }

  @inlinable
  mutating func decodeDictionary<Key: FieldValue & Hashable, Value: FieldValue>(
    _ key: Key.Type, _ value: Value.Type
  ) throws -> [Key: Value] {
    throw invalidValue("CSV has no nested values")
  }

  @inlinable mutating func decodeRecord<R: Record>(_ type: R.Type) throws -> R {
    throw invalidValue("CSV has no nested values")
  }
}
