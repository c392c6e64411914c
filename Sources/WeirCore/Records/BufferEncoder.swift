/// The state codec over a buffer that its caller keeps alive: what ``BinaryEncoder`` is made of.
///
/// It holds no reference, because one would be counted up and down for every record written.
@usableFromInline struct BufferEncoder: ValueEncoder {
  @usableFromInline let storage: UnsafeMutablePointer<ByteBuffer.Storage>

  @inlinable @inline(__always) init(_ storage: UnsafeMutablePointer<ByteBuffer.Storage>) {
    self.storage = storage
  }

  @inlinable @inline(__always) mutating func encode(_ value: Bool) throws {
    storage.pointee.append(value ? 1 as UInt8 : 0)
  }

  @inlinable @inline(__always) mutating func encode(_ value: Int64, bits: Int) throws {
    try encode(UInt64(bitPattern: value), bits: bits)
  }

  @inlinable @inline(__always) mutating func encode(_ value: UInt64, bits: Int) throws {
    switch bits {
    case 64: storage.pointee.append(value)
    case 32: storage.pointee.append(UInt32(truncatingIfNeeded: value))
    case 16: storage.pointee.append(UInt16(truncatingIfNeeded: value))
    default: storage.pointee.append(UInt8(truncatingIfNeeded: value))
    }
  }

  @inlinable @inline(__always) mutating func encode(_ value: Double) throws {
    storage.pointee.append(value.bitPattern)
  }

  @inlinable @inline(__always) mutating func encode(_ value: Float) throws {
    storage.pointee.append(value.bitPattern)
  }

  @inlinable @inline(__always) mutating func encode(_ value: String) throws {
    var value = value
    try value.withUTF8 { try encode(lengthPrefixed: UnsafeRawBufferPointer($0)) }
  }

  @inlinable @inline(__always)
  mutating func encode(text: UnsafeBufferPointer<UInt8>) throws {
    try encode(lengthPrefixed: UnsafeRawBufferPointer(text))
  }

  @inlinable mutating func encode(_ value: Bytes) throws {
    try value.storage.withUnsafeBytes { try encode(lengthPrefixed: $0) }
  }

  @inlinable @inline(__always) mutating func encode(_ value: EventTime) throws {
    storage.pointee.append(value.milliseconds)
  }

  @inlinable @inline(__always)
  mutating func encodeOptional<Wrapped: FieldValue>(_ value: Wrapped?) throws {
    guard let value else {
      storage.pointee.append(0 as UInt8)
      return
    }
    storage.pointee.append(1 as UInt8)
    try value.encode(to: &self)
  }

  @inlinable mutating func encodeArray<Element: FieldValue>(_ value: [Element]) throws {
    try encode(count: value.count)
    for element in value { try element.encode(to: &self) }
  }

  @inlinable mutating func encodeDictionary<Key: FieldValue & Hashable, Value: FieldValue>(
    _ value: [Key: Value]
  ) throws {
    try encode(count: value.count)
    for (key, value) in value.sorted(by: { KeyBytes.compare($0.key, $1.key) < 0 }) {
      try key.encode(to: &self)
      try value.encode(to: &self)
    }
  }

  @inlinable @inline(__always) mutating func encode<R: Record>(record: R) throws {
    var visitor = BinaryFieldWriter(encoder: self)
    var record = record
    try record.fields(&visitor)
  }

  @inlinable @inline(__always) mutating func encode(count: Int) throws {
    guard let count = UInt32(exactly: count) else {
      throw WeirError(.limit, "a value of more than 4,294,967,295 elements or bytes cannot be stored")
    }
    storage.pointee.append(count)
  }

  @inlinable @inline(__always)
  mutating func encode(lengthPrefixed bytes: UnsafeRawBufferPointer) throws {
    try encode(count: bytes.count)
    storage.pointee.append(bytes: bytes)
  }
}

/// Shows a record's fields to an encoder.
@usableFromInline struct BinaryFieldWriter: FieldVisitor {
  @usableFromInline var encoder: BufferEncoder
  @inlinable @inline(__always) init(encoder: BufferEncoder) { self.encoder = encoder }
  @inlinable @inline(__always) mutating func callAsFunction<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws {
    try value.encode(to: &encoder)
  }
}
