import WeirCore
import WeirFormats

/// Writes documents as the index's log holds them: field by field with name, form and value, so
/// that a later version of the job, whose documents have more fields, can still apply them.
///
///     1  length of the name, then its UTF-8
///     1  form: 0 null, 1 integer, 2 real, 3 text, 4 bytes, 5 a value that cannot be stored
///     …  integer, real: 8 bytes; text, bytes, reason: UInt32 length, then the bytes
struct DocumentEncoder: FieldVisitor {
  let buffer = ByteBuffer(capacity: 1024)

  mutating func removeAll() { buffer.removeAll() }

  mutating func encode(document: some Record) throws {
    var document = document
    try document.fields(&self)
  }

  mutating func callAsFunction<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws {
    buffer.append(UInt8(truncatingIfNeeded: min(name.utf8CodeUnitCount, 255)))
    buffer.append(
      bytes: UnsafeRawBufferPointer(start: name.utf8Start, count: min(name.utf8CodeUnitCount, 255)))
    var encoder = FieldEncoder(buffer: buffer)
    try value.encode(to: &encoder)
  }
}

extension DocumentEncoder {
  /// Appends the name that stands before a value.
  static func append(name: String, to buffer: ByteBuffer) {
    var name = name
    name.withUTF8 {
      let bytes = UnsafeRawBufferPointer($0)
      buffer.append(UInt8(truncatingIfNeeded: min(bytes.count, 255)))
      buffer.append(bytes: UnsafeRawBufferPointer(rebasing: bytes.prefix(255)))
    }
  }
}

/// Writes one field's form and value.
struct FieldEncoder: ValueEncoder {
  let buffer: ByteBuffer

  mutating func encode(_ value: Bool) throws { append(.integer(value ? 1 : 0)) }
  mutating func encode(_ value: Int64, bits: Int) throws { append(.integer(value)) }

  mutating func encode(_ value: UInt64, bits: Int) throws {
    guard let value = Int64(exactly: value) else {
      return append(.refused("\(value) is more than the \(Int64.max) that SQLite can hold"))
    }
    append(.integer(value))
  }

  mutating func encode(_ value: Double) throws {
    // SQLite stores null for NaN, and JSON has no text for infinities.
    append(value.isFinite ? .real(value) : .refused("\(value) is no number that can be stored"))
  }

  mutating func encode(_ value: Float) throws { try encode(Double(value)) }

  mutating func encode(_ value: String) throws {
    var value = value
    value.withUTF8 { append(.text(UnsafeRawBufferPointer($0))) }
  }

  mutating func encode(text: UnsafeBufferPointer<UInt8>) throws {
    append(.text(UnsafeRawBufferPointer(text)))
  }

  mutating func encode(_ value: Bytes) throws {
    value.storage.withUnsafeBytes { append(.bytes($0)) }
  }

  mutating func encode(_ value: EventTime) throws { append(.integer(value.milliseconds)) }

  mutating func encodeOptional<Wrapped: FieldValue>(_ value: Wrapped?) throws {
    if let value { try value.encode(to: &self) } else { append(.null) }
  }

  mutating func encodeArray<Element: FieldValue>(_ value: [Element]) throws { encodeJSON(value) }

  mutating func encodeDictionary<Key: FieldValue & Hashable, Value: FieldValue>(
    _ value: [Key: Value]
  ) throws {
    encodeJSON(value)
  }

  mutating func encode<R: Record>(record: R) throws { encodeJSON(record) }

  /// What SQLite has no type for is text.
  private func encodeJSON(_ value: some FieldValue) {
    var json = JSONValueEncoder()
    do {
      try value.encode(to: &json)
      json.buffer.withUnsafeBytes { append(.text($0)) }
    } catch {
      append(.refused((error as? WeirError)?.message ?? "\(error)"))
    }
  }

  private func append(_ value: FieldForm) { value.append(to: buffer) }
}
