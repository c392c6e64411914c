/// Reads the state codec (see ``BinaryEncoder``). Every length is checked against the bytes that
/// are there, so damaged input gives an error, never a trap or a giant allocation.
public struct BinaryDecoder: ValueDecoder {
  @usableFromInline var cursor: UnsafeRawPointer
  @usableFromInline let start: UnsafeRawPointer
  @usableFromInline let end: UnsafeRawPointer
  /// Nested records, arrays and optionals deeper than this are refused.
  @usableFromInline var depth = 0

  /// The bytes must outlive the decoder.
  @inlinable @inline(__always) public init(_ bytes: UnsafeRawBufferPointer) {
    let base = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
    cursor = base
    start = base
    end = base + bytes.count
  }

  /// Bytes not read yet.
  @inlinable @inline(__always) public var remaining: Int { end - cursor }
  /// Bytes read so far.
  @inlinable public var offset: Int { cursor - start }
  @inlinable public var isAtEnd: Bool { cursor == end }

  public func invalidValue(_ reason: String) -> WeirError {
    WeirError(.unusableCheckpoint, reason, at: .init(byteOffset: UInt64(offset)))
  }

  @inlinable @inline(never) func truncated(_ needed: Int) -> WeirError {
    invalidValue("\(needed) more bytes expected, \(remaining) left")
  }

  @inlinable @inline(__always)
  public mutating func read<Value: BitwiseCopyable>(_ type: Value.Type) throws -> Value {
    guard remaining >= MemoryLayout<Value>.size else {
      throw truncated(MemoryLayout<Value>.size)
    }
    let value = cursor.loadUnaligned(as: Value.self)
    cursor += MemoryLayout<Value>.size
    return value
  }

  /// The next `count` bytes, which stay valid as long as the input does.
  @inlinable @inline(__always)
  public mutating func readBytes(_ count: Int) throws -> UnsafeRawBufferPointer {
    guard count >= 0, remaining >= count else { throw truncated(count) }
    let bytes = UnsafeRawBufferPointer(start: cursor, count: count)
    cursor += count
    return bytes
  }

  @inlinable @inline(__always) public mutating func decodeBool() throws -> Bool {
    let byte = try read(UInt8.self)
    guard byte <= 1 else { throw invalidValue("\(byte) is no truth value") }
    return byte == 1
  }

  @inlinable @inline(__always) public mutating func decodeInt(bits: Int) throws -> Int64 {
    switch bits {
    case 64: try read(Int64.self)
    case 32: Int64(try read(Int32.self))
    case 16: Int64(try read(Int16.self))
    default: Int64(try read(Int8.self))
    }
  }

  @inlinable @inline(__always) public mutating func decodeUInt(bits: Int) throws -> UInt64 {
    switch bits {
    case 64: try read(UInt64.self)
    case 32: UInt64(try read(UInt32.self))
    case 16: UInt64(try read(UInt16.self))
    default: UInt64(try read(UInt8.self))
    }
  }

  @inlinable @inline(__always) public mutating func decodeDouble() throws -> Double {
    Double(bitPattern: try read(UInt64.self))
  }

  @inlinable @inline(__always) public mutating func decodeFloat() throws -> Float {
    Float(bitPattern: try read(UInt32.self))
  }

  @inlinable @inline(__always) public mutating func decodeString() throws -> String {
    let count = Int(try read(UInt32.self))
    return String(decoding: try readBytes(count), as: UTF8.self)
  }

  @inlinable @inline(__always)
  public mutating func decodeText<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) throws -> Result {
    let count = Int(try read(UInt32.self))
    let text = try readBytes(count).assumingMemoryBound(to: UInt8.self)
    guard ValidUTF8.isValid(text) else { throw invalidValue("the text is not valid UTF-8") }
    return try body(text)
  }

  @inlinable public mutating func decodeBytes() throws -> Bytes {
    let count = Int(try read(UInt32.self))
    return Bytes(Array(try readBytes(count)))
  }

  @inlinable @inline(__always) public mutating func decodeEventTime() throws -> EventTime {
    EventTime(milliseconds: try read(Int64.self))
  }

  @inlinable @inline(__always)
  public mutating func decodeOptional<Wrapped: FieldValue>(
    _ type: Wrapped.Type
  ) throws -> Wrapped? {
    try decodeBool() ? try Wrapped.decode(from: &self) : nil
  }

  @inlinable
  public mutating func decodeArray<Element: FieldValue>(of type: Element.Type) throws -> [Element] {
    let count = try decodeCount()
    return try nested { decoder in
      var elements: [Element] = []
      elements.reserveCapacity(min(count, decoder.remaining))
      for _ in 0..<count { elements.append(try Element.decode(from: &decoder)) }
      return elements
    }
  }

  @inlinable
  public mutating func decodeDictionary<Key: FieldValue & Hashable, Value: FieldValue>(
    _ key: Key.Type, _ value: Value.Type
  ) throws -> [Key: Value] {
    let count = try decodeCount()
    return try nested { decoder in
      var entries: [Key: Value] = [:]
      for _ in 0..<count {
        let key = try Key.decode(from: &decoder)
        entries[key] = try Value.decode(from: &decoder)
      }
      return entries
    }
  }

  @inlinable @inline(__always) public mutating func decodeRecord<R: Record>(
    _ type: R.Type
  ) throws -> R {
    var visitor = BinaryFieldReader(decoder: self)
    var record = R()
    try record.fields(&visitor)
    cursor = visitor.decoder.cursor
    return record
  }

  /// A count of elements, each of which takes at least one byte except empty records.
  @inlinable mutating func decodeCount() throws -> Int {
    let count = Int(try read(UInt32.self))
    guard count <= remaining else { throw truncated(count) }
    return count
  }

  @inlinable mutating func nested<Result>(
    _ body: (inout BinaryDecoder) throws -> Result
  ) throws -> Result {
    guard depth < 64 else { throw invalidValue("nested deeper than 64 levels") }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }
}

/// Fills a record's fields from a binary decoder.
@usableFromInline struct BinaryFieldReader: FieldVisitor {
  @usableFromInline var decoder: BinaryDecoder
  @inlinable @inline(__always) init(decoder: BinaryDecoder) { self.decoder = decoder }
  @inlinable @inline(__always) mutating func callAsFunction<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws {
    value = try Value.decode(from: &decoder)
  }
}
