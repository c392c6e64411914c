import WeirCore

/// Writes one record as a CSV line.
///
/// Doubles are the shortest text that reads back as the same value, as in ``JSONValueEncoder``;
/// ``EventTime`` is a number of epoch milliseconds. Texts are quoted when they hold the separator
/// or a quote, and values of optional fields when they would read back as nil. Line breaks are
/// refused.
@usableFromInline struct CSVValueEncoder: ValueEncoder {
  @usableFromInline let buffer: ByteBuffer
  @usableFromInline let separator: UInt8
  @usableFromInline let null: [UInt8]

  @usableFromInline init(buffer: ByteBuffer, dialect: CSVDialect) {
    self.buffer = buffer
    separator = dialect.separatorByte
    null = Array(dialect.null.utf8)
  }

  @usableFromInline func encode(_ value: Bool) throws {
    buffer.append(literal: value ? "true" : "false")
  }

  @usableFromInline func encode(_ value: Int64, bits: Int) throws {
    DecimalText.append(value, to: buffer)
  }

  @usableFromInline func encode(_ value: UInt64, bits: Int) throws {
    DecimalText.append(value, to: buffer)
  }

  @usableFromInline func encode(_ value: Double) throws {
    guard value.isFinite else { throw Self.refused("\(value) has no CSV text") }
    DecimalText.append(value, to: buffer)
  }

  @usableFromInline func encode(_ value: Float) throws {
    guard value.isFinite else { throw Self.refused("\(value) has no CSV text") }
    DecimalText.append(value, to: buffer)
  }

  @usableFromInline func encode(_ value: String) throws {
    var value = value
    try value.withUTF8 { try encode(text: $0) }
  }

  @usableFromInline func encode(text bytes: UnsafeBufferPointer<UInt8>) throws {
    guard !bytes.contains(0x0A), !bytes.contains(0x0D) else {
      throw Self.refused("a text with a line break cannot stand in one CSV line")
    }
    if bytes.contains(separator) || bytes.contains(UInt8(ascii: "\"")) {
      quote(UnsafeRawBufferPointer(bytes))
    } else {
      buffer.append(bytes: UnsafeRawBufferPointer(bytes))
    }
  }

  @usableFromInline func encode(_ value: Bytes) throws {
    Base64.encode(value.storage, into: buffer)
  }

  @usableFromInline func encode(_ value: EventTime) throws {
    DecimalText.append(value.milliseconds, to: buffer)
  }

  @inlinable
  mutating func encodeOptional<Wrapped: FieldValue>(_ value: Wrapped?) throws {
    let start = buffer.count
    guard let value else { return null.withUnsafeBytes { buffer.append(bytes: $0) } }
    try value.encode(to: &self)
    quoteNull(from: start)
  }

  /// Quotes what was written since `start` when it would read back as nil.
  @usableFromInline func quoteNull(from start: Int) {
    let isNull = buffer.withUnsafeBytes { $0.dropFirst(start).elementsEqual(null) }
    guard isNull else { return }
    buffer.truncate(to: start)
    null.withUnsafeBytes { quote($0) }
  }

  func quote(_ bytes: UnsafeRawBufferPointer) {
    buffer.append(UInt8(ascii: "\""))
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { buffer.append(byte) }
      buffer.append(byte)
    }
    buffer.append(UInt8(ascii: "\""))
  }

  @usableFromInline static func refused(_ reason: String) -> WeirError {
    WeirError(.userFunction, reason, isRetriable: false)
  }

  @inlinable
  mutating func encodeArray<Element: FieldValue>(_ value: [Element]) throws {
    throw Self.refused("CSV has no nested values")
  }

  @inlinable
  mutating func encodeDictionary<Key: FieldValue & Hashable, Value: FieldValue>(
    _ value: [Key: Value]
  ) throws {
    throw Self.refused("CSV has no nested values")
  }

  @inlinable @inline(__always) mutating func encode<R: Record>(record: R) throws {
    let start = buffer.count
    var writer = CSVFieldWriter(encoder: self)
    var record = record
    try record.fields(&writer)
    if buffer.count == start { buffer.append(literal: "\"\"") }
  }
}

/// Shows a record's fields to a CSV encoder.
@usableFromInline struct CSVFieldWriter: FieldVisitor {
  @usableFromInline var encoder: CSVValueEncoder
  @usableFromInline var isFirst = true

  @inlinable @inline(__always) init(encoder: CSVValueEncoder) { self.encoder = encoder }

  @inlinable @inline(__always) mutating func callAsFunction<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws {
    if !isFirst { encoder.buffer.append(encoder.separator) }
    isFirst = false
    do {
      try value.encode(to: &encoder)
    } catch {
      throw error.inField(name)
    }
  }
}
