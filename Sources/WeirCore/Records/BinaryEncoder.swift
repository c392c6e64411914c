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

  /// Calls what writes; this encoder keeps the buffer alive meanwhile.
  @inlinable @inline(__always)
  func write(_ body: (inout BufferEncoder) throws -> Void) rethrows {
    try withExtendedLifetime(buffer) {
      var writer = BufferEncoder(buffer.storage)
      try body(&writer)
    }
  }

  @inlinable @inline(__always) public mutating func encode(_ value: Bool) throws {
    try write { try $0.encode(value) }
  }

  @inlinable @inline(__always) public mutating func encode(_ value: Int64, bits: Int) throws {
    try write { try $0.encode(value, bits: bits) }
  }

  @inlinable @inline(__always) public mutating func encode(_ value: UInt64, bits: Int) throws {
    try write { try $0.encode(value, bits: bits) }
  }

  @inlinable @inline(__always) public mutating func encode(_ value: Double) throws {
    try write { try $0.encode(value) }
  }

  @inlinable @inline(__always) public mutating func encode(_ value: Float) throws {
    try write { try $0.encode(value) }
  }

  @inlinable @inline(__always) public mutating func encode(_ value: String) throws {
    try write { try $0.encode(value) }
  }

  @inlinable @inline(__always)
  public mutating func encode(text: UnsafeBufferPointer<UInt8>) throws {
    try write { try $0.encode(text: text) }
  }

  @inlinable @inline(__always) public mutating func encode(_ value: Bytes) throws {
    try write { try $0.encode(value) }
  }

  @inlinable @inline(__always) public mutating func encode(_ value: EventTime) throws {
    try write { try $0.encode(value) }
  }

  @inlinable @inline(__always)
  public mutating func encodeOptional<Wrapped: FieldValue>(_ value: Wrapped?) throws {
    try write { try $0.encodeOptional(value) }
  }

  @inlinable @inline(__always)
  public mutating func encodeArray<Element: FieldValue>(_ value: [Element]) throws {
    try write { try $0.encodeArray(value) }
  }

  @inlinable @inline(__always)
  public mutating func encodeDictionary<Key: FieldValue & Hashable, Value: FieldValue>(
    _ value: [Key: Value]
  ) throws {
    try write { try $0.encodeDictionary(value) }
  }

  @inlinable @inline(__always) public mutating func encode<R: Record>(record: R) throws {
    try write { try $0.encode(record: record) }
  }
}
