/// Writes the bytes of a short key, as the state codec has them, into memory of fixed size.
@usableFromInline struct ShortKeyEncoder: ValueEncoder {
  /// Longer keys are encoded into a ``ByteBuffer``.
  @inlinable @inline(__always) static var limit: Int { 128 }

  @usableFromInline let start: UnsafeMutableRawPointer
  @usableFromInline var count = 0
  /// Whether the key has more bytes than the memory, or such that only ``BinaryEncoder`` writes.
  @usableFromInline var isTooLong = false

  /// `start` must have room for ``limit`` bytes.
  @inlinable @inline(__always) init(_ start: UnsafeMutableRawPointer) { self.start = start }

  @inlinable @inline(__always) var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: start, count: count)
  }

  @inlinable @inline(__always) mutating func append<Value: BitwiseCopyable>(_ value: Value) {
    let size = MemoryLayout<Value>.size
    guard count &+ size <= Self.limit else {
      isTooLong = true
      return
    }
    start.storeBytes(of: value, toByteOffset: count, as: Value.self)
    count &+= size
  }

  @inlinable @inline(__always)
  mutating func append(lengthPrefixed bytes: UnsafeRawBufferPointer) {
    guard bytes.count <= Self.limit &- 4 &- count else {
      isTooLong = true
      return
    }
    append(UInt32(truncatingIfNeeded: bytes.count))
    ExactBytes.copy(bytes, to: start + count)
    count &+= bytes.count
  }

  @inlinable @inline(__always) mutating func encode(_ value: Bool) throws {
    append(value ? 1 as UInt8 : 0)
  }

  @inlinable @inline(__always) mutating func encode(_ value: Int64, bits: Int) throws {
    try encode(UInt64(bitPattern: value), bits: bits)
  }

  @inlinable @inline(__always) mutating func encode(_ value: UInt64, bits: Int) throws {
    switch bits {
    case 64: append(value)
    case 32: append(UInt32(truncatingIfNeeded: value))
    case 16: append(UInt16(truncatingIfNeeded: value))
    default: append(UInt8(truncatingIfNeeded: value))
    }
  }

  @inlinable @inline(__always) mutating func encode(_ value: Double) throws {
    append(value.bitPattern)
  }

  @inlinable @inline(__always) mutating func encode(_ value: Float) throws {
    append(value.bitPattern)
  }

  @inlinable @inline(__always) mutating func encode(_ value: String) throws {
    var value = value
    value.withUTF8 { append(lengthPrefixed: UnsafeRawBufferPointer($0)) }
  }

  @inlinable @inline(__always)
  mutating func encode(text: UnsafeBufferPointer<UInt8>) throws {
    append(lengthPrefixed: UnsafeRawBufferPointer(text))
  }

  @inlinable mutating func encode(_ value: Bytes) throws {
    value.storage.withUnsafeBytes { append(lengthPrefixed: $0) }
  }

  @inlinable @inline(__always) mutating func encode(_ value: EventTime) throws {
    append(value.milliseconds)
  }

  @inlinable @inline(__always)
  mutating func encodeOptional<Wrapped: FieldValue>(_ value: Wrapped?) throws {
    guard let value else { return append(0 as UInt8) }
    append(1 as UInt8)
    try value.encode(to: &self)
  }

  @inlinable mutating func encodeArray<Element: FieldValue>(_ value: [Element]) throws {
    append(UInt32(truncatingIfNeeded: value.count))
    for element in value where !isTooLong { try element.encode(to: &self) }
  }

  @inlinable mutating func encodeDictionary<Key: FieldValue & Hashable, Value: FieldValue>(
    _ value: [Key: Value]
  ) throws {
    isTooLong = true
  }

  @inlinable @inline(__always) mutating func encode<R: Record>(record: R) throws {
    var visitor = ShortKeyFieldWriter(encoder: self)
    var record = record
    try record.fields(&visitor)
    self = visitor.encoder
  }
}

/// Shows a record's fields to a ``ShortKeyEncoder``.
@usableFromInline struct ShortKeyFieldWriter: FieldVisitor {
  @usableFromInline var encoder: ShortKeyEncoder
  @inlinable @inline(__always) init(encoder: ShortKeyEncoder) { self.encoder = encoder }
  @inlinable @inline(__always) mutating func callAsFunction<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws {
    try value.encode(to: &encoder)
  }
}
