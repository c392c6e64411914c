import WeirCore

/// Writes values as a table's columns take them, each with its ``ColumnTag``. It never throws for a
/// value that no column can hold: that is for the store to refuse, one row at a time.
public struct ColumnEncoder: ValueEncoder {
  public let buffer: ByteBuffer

  @inlinable @inline(__always) public init(buffer: ByteBuffer) { self.buffer = buffer }

  @inlinable @inline(__always) public mutating func encode(_ value: Bool) {
    append(.integer, value ? 1 as Int64 : 0)
  }

  @inlinable @inline(__always) public mutating func encode(_ value: Int64, bits: Int) {
    append(.integer, value)
  }

  @inlinable @inline(__always) public mutating func encode(_ value: UInt64, bits: Int) {
    append(value > UInt64(Int64.max) ? .unsigned : .integer, value)
  }

  @inlinable @inline(__always) public mutating func encode(_ value: Double) {
    append(.real, value.bitPattern)
  }

  @inlinable @inline(__always) public mutating func encode(_ value: Float) {
    append(.real, Double(value).bitPattern)
  }

  @inlinable @inline(__always) public mutating func encode(_ value: String) {
    var value = value
    value.withUTF8 { append(.text, UnsafeRawBufferPointer($0)) }
  }

  @inlinable @inline(__always) public mutating func encode(text: UnsafeBufferPointer<UInt8>) {
    append(.text, UnsafeRawBufferPointer(text))
  }

  @inlinable public mutating func encode(_ value: Bytes) {
    value.storage.withUnsafeBytes { append(.bytes, $0) }
  }

  @inlinable @inline(__always) public mutating func encode(_ value: EventTime) {
    append(.integer, value.milliseconds)
  }

  @inlinable @inline(__always)
  public mutating func encodeOptional<Wrapped: FieldValue>(_ value: Wrapped?) throws {
    guard let value else { return buffer.append(ColumnTag.null.rawValue) }
    try value.encode(to: &self)
  }

  @inlinable public mutating func encodeArray<Element: FieldValue>(_ value: [Element]) {
    appendJSON { try $0.encodeArray(value) }
  }

  @inlinable public mutating func encodeDictionary<Key: FieldValue & Hashable, Value: FieldValue>(
    _ value: [Key: Value]
  ) {
    appendJSON { try $0.encodeDictionary(value) }
  }

  @inlinable public mutating func encode<R: Record>(record: R) {
    appendJSON { try $0.encode(record: record) }
  }

  @inlinable @inline(__always)
  func append<Value: BitwiseCopyable>(_ tag: ColumnTag, _ value: Value) {
    buffer.reserve(9)
    buffer.appendReserved(tag.rawValue)
    buffer.appendReserved(value)
  }

  @inlinable @inline(__always) func append(_ tag: ColumnTag, _ bytes: UnsafeRawBufferPointer) {
    // The log refuses rows far shorter than 32 bits can count.
    append(tag, UInt32(truncatingIfNeeded: bytes.count))
    buffer.append(bytes: bytes)
  }

  @inlinable func appendJSON(_ encode: (inout JSONValueEncoder) throws -> Void) {
    let start = buffer.count
    append(.text, 0 as UInt32)
    let body = buffer.count
    do {
      var encoder = JSONValueEncoder(buffer: buffer)
      try encode(&encoder)
      buffer.overwrite(UInt32(truncatingIfNeeded: buffer.count - body), at: start + 1)
    } catch {
      buffer.truncate(to: start)
      var reason = "\(error)"
      reason.withUTF8 { append(.unstorable, UnsafeRawBufferPointer($0)) }
    }
  }
}
