import WeirCore

extension JSONValueEncoder {
  @inlinable @inline(__always)
  public mutating func encodeOptional<Wrapped: FieldValue>(_ value: Wrapped?) throws {
    guard let value else { return buffer.append(literal: "null") }
    try value.encode(to: &self)
  }

  @inlinable public mutating func encodeArray<Element: FieldValue>(_ value: [Element]) throws {
    var separator = UInt8(ascii: "[")
    for element in value {
      buffer.append(separator)
      separator = UInt8(ascii: ",")
      try element.encode(to: &self)
    }
    if value.isEmpty { buffer.append(separator) }
    buffer.append(UInt8(ascii: "]"))
  }

  @inlinable public mutating func encodeDictionary<Key: FieldValue & Hashable, Value: FieldValue>(
    _ value: [Key: Value]
  ) throws {
    guard Key.fieldType == .string else { return try encodePairs(value) }
    // The state codec writes a text as its length and its bytes; only the bytes order the keys.
    var members: [(order: ArraySlice<UInt8>, key: Key, value: Value)] = []
    members.reserveCapacity(value.count)
    for (key, value) in value {
      var name = BinaryEncoder()
      try key.encode(to: &name)
      members.append((name.buffer.bytes().dropFirst(4), key, value))
    }
    members.sort { $0.order.lexicographicallyPrecedes($1.order) }
    var separator = UInt8(ascii: "{")
    for member in members {
      buffer.append(separator)
      separator = UInt8(ascii: ",")
      try member.key.encode(to: &self)
      buffer.append(UInt8(ascii: ":"))
      try member.value.encode(to: &self)
    }
    if members.isEmpty { buffer.append(separator) }
    buffer.append(UInt8(ascii: "}"))
  }

  @inlinable mutating func encodePairs<Key: FieldValue & Hashable, Value: FieldValue>(
    _ value: [Key: Value]
  ) throws {
    var separator = UInt8(ascii: "[")
    for (key, value) in value.sorted(by: { KeyBytes.compare($0.key, $1.key) < 0 }) {
      buffer.append(separator)
      separator = UInt8(ascii: ",")
      buffer.append(UInt8(ascii: "["))
      try key.encode(to: &self)
      buffer.append(UInt8(ascii: ","))
      try value.encode(to: &self)
      buffer.append(UInt8(ascii: "]"))
    }
    if value.isEmpty { buffer.append(separator) }
    buffer.append(UInt8(ascii: "]"))
  }

  @inlinable @inline(__always) public mutating func encode<R: Record>(record: R) throws {
    var writer = JSONFieldWriter(encoder: self)
    var record = record
    try record.fields(&writer)
    if writer.isFirst { buffer.append(UInt8(ascii: "{")) }
    buffer.append(UInt8(ascii: "}"))
  }
}

/// Shows a record's fields to a JSON encoder.
@usableFromInline struct JSONFieldWriter: FieldVisitor {
  @usableFromInline var encoder: JSONValueEncoder
  @usableFromInline var isFirst = true

  @inlinable @inline(__always) init(encoder: JSONValueEncoder) { self.encoder = encoder }

  @inlinable @inline(__always)
  mutating func callAsFunction<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws {
    let buffer = encoder.buffer
    let count = name.utf8CodeUnitCount
    buffer.reserve(count &+ 4)
    buffer.appendReserved(isFirst ? UInt8(ascii: "{") : UInt8(ascii: ","))
    isFirst = false
    if encoder.hasPlainNames {
      buffer.appendReserved(UInt8(ascii: "\""))
      buffer.append(literal: name)
      buffer.appendReserved(UInt8(ascii: "\""))
    } else {
      encoder.encode(text: UnsafeBufferPointer(start: name.utf8Start, count: count))
    }
    buffer.append(UInt8(ascii: ":"))
    do {
      try value.encode(to: &encoder)
    } catch {
      throw error.inField(name)
    }
  }
}
