/// Writes values in the state codec: little endian, fixed-width numbers, lengths before contents.
///
/// | value | bytes |
/// | --- | --- |
/// | `Bool` | 1: 0 or 1 |
/// | integers | the width of the declared type |
/// | `Double`, `Float` | 8, 4: IEEE 754 |
/// | `EventTime` | 8: milliseconds |
/// | `String`, `InlineString`, `Bytes` | UInt32 length, then the bytes |
/// | optional | 1: 0 or 1, then the value |
/// | array | UInt32 count, then the elements |
/// | dictionary | UInt32 count, then key and value pairs in the order of the keys' bytes |
/// | record | its fields, without names: those stand once, in the schema of the file |
public struct BinaryEncoder: ValueEncoder {
  public let buffer: ByteBuffer

  @inlinable @inline(__always) public init(buffer: ByteBuffer) { self.buffer = buffer }
  @inlinable public init() { buffer = ByteBuffer() }

  @inlinable public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try buffer.withUnsafeBytes(body)
  }

  @inlinable @inline(__always) public mutating func encode(_ value: Bool) throws {
    buffer.append(value ? 1 as UInt8 : 0)
  }

  @inlinable @inline(__always) public mutating func encode(_ value: Int64, bits: Int) throws {
    try encode(UInt64(bitPattern: value), bits: bits)
  }

  @inlinable @inline(__always) public mutating func encode(_ value: UInt64, bits: Int) throws {
    switch bits {
    case 64: buffer.append(value)
    case 32: buffer.append(UInt32(truncatingIfNeeded: value))
    case 16: buffer.append(UInt16(truncatingIfNeeded: value))
    default: buffer.append(UInt8(truncatingIfNeeded: value))
    }
  }

  @inlinable @inline(__always) public mutating func encode(_ value: Double) throws {
    buffer.append(value.bitPattern)
  }

  @inlinable @inline(__always) public mutating func encode(_ value: Float) throws {
    buffer.append(value.bitPattern)
  }

  @inlinable @inline(__always) public mutating func encode(_ value: String) throws {
    var value = value
    try value.withUTF8 { try encode(lengthPrefixed: UnsafeRawBufferPointer($0)) }
  }

  @inlinable @inline(__always)
  public mutating func encode(text: UnsafeBufferPointer<UInt8>) throws {
    try encode(lengthPrefixed: UnsafeRawBufferPointer(text))
  }

  @inlinable public mutating func encode(_ value: Bytes) throws {
    try value.storage.withUnsafeBytes { try encode(lengthPrefixed: $0) }
  }

  @inlinable @inline(__always) public mutating func encode(_ value: EventTime) throws {
    buffer.append(value.milliseconds)
  }

  @inlinable @inline(__always)
  public mutating func encodeOptional<Wrapped: FieldValue>(_ value: Wrapped?) throws {
    guard let value else {
      buffer.append(0 as UInt8)
      return
    }
    buffer.append(1 as UInt8)
    try value.encode(to: &self)
  }

  @inlinable public mutating func encodeArray<Element: FieldValue>(_ value: [Element]) throws {
    try encode(count: value.count)
    for element in value { try element.encode(to: &self) }
  }

  @inlinable public mutating func encodeDictionary<Key: FieldValue & Hashable, Value: FieldValue>(
    _ value: [Key: Value]
  ) throws {
    try encode(count: value.count)
    for (key, value) in value.sorted(by: { KeyBytes.compare($0.key, $1.key) < 0 }) {
      try key.encode(to: &self)
      try value.encode(to: &self)
    }
  }

  @inlinable @inline(__always) public mutating func encode<R: Record>(record: R) throws {
    var visitor = BinaryFieldWriter(encoder: self)
    var record = record
    try record.fields(&visitor)
  }

  @inlinable @inline(__always) mutating func encode(count: Int) throws {
    guard let count = UInt32(exactly: count) else {
      throw WeirError(.limit, "a value of more than 4,294,967,295 elements or bytes cannot be stored")
    }
    buffer.append(count)
  }

  @inlinable @inline(__always)
  mutating func encode(lengthPrefixed bytes: UnsafeRawBufferPointer) throws {
    try encode(count: bytes.count)
    buffer.append(bytes: bytes)
  }
}

/// Shows a record's fields to a binary encoder.
@usableFromInline struct BinaryFieldWriter: FieldVisitor {
  @usableFromInline var encoder: BinaryEncoder
  @inlinable @inline(__always) init(encoder: BinaryEncoder) { self.encoder = encoder }
  @inlinable @inline(__always) mutating func callAsFunction<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws {
    try value.encode(to: &encoder)
  }
}
