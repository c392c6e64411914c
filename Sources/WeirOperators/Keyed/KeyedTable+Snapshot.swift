import WeirCore

extension KeyedTable where Value: FieldValue {
  /// Writes count, then key and value of each entry in the order of slots.
  @inlinable public func encode(to buffer: ByteBuffer, from firstSlot: Int = 0) throws {
    let place = buffer.count
    buffer.append(0 as UInt64)
    let sampleSize: UInt64 = 256
    var written: UInt64 = 0
    var encoder = BinaryEncoder(buffer: buffer)
    var slot = nextOccupied(from: firstSlot)
    let start = buffer.count
    while slot < slotCount {
      if written == sampleSize {
        // The rest is about as long as these are: a buffer that grows as it fills would be moved
        // again and again. Within bounds, because one of these may be far longer than the rest.
        let length = (buffer.count &- start) / Int(sampleSize) &+ 1
        let (rest, most) = (count &- Int(sampleSize), 1 << 28)
        buffer.reserve(length > most / max(1, rest) ? most : length &* rest)
      }
      try key(at: slot).encode(to: &encoder)
      try value(at: slot).pointee.encode(to: &encoder)
      written &+= 1
      slot = nextOccupied(from: slot &+ 1)
    }
    buffer.overwrite(written, at: place)
  }

  /// Reads what ``encode(to:from:)`` wrote and keeps the keys of this table's key groups.
  @inlinable public func decode(
    from decoder: inout BinaryDecoder, keys: StateDecoder<Key>, values: StateDecoder<Value>
  ) throws {
    let count = try readCount(from: &decoder)
    defer { shrink() }
    for _ in 0..<count {
      let key = try keys.decode(&decoder)
      let value = try values.decode(&decoder)
      let hash = key.stableHash
      if keyGroups.contains(hash: hash) { _ = findOrInsert(key, hash: hash) { value } }
    }
  }
}

extension KeyedTable {
  /// Reads how many entries follow and makes room for all of them. Call ``shrink()`` when those of
  /// this table's key groups are in it.
  @inlinable public func readCount(from decoder: inout BinaryDecoder) throws -> UInt64 {
    let count = try decoder.read(UInt64.self)
    // No entry is shorter than a byte, whatever the count says.
    reserve(Int(clamping: min(count, UInt64(decoder.remaining))))
    return count
  }
}

/// The schemas in front of a section of keyed state.
public struct KeyedSchema<Key: FieldValue, Value: FieldValue> {
  public let keys: StateDecoder<Key>
  public let values: StateDecoder<Value>

  /// Writes today's schemas.
  public static func write(to buffer: ByteBuffer) {
    SchemaCodec.encode(Key.fieldType, to: buffer)
    SchemaCodec.encode(Value.fieldType, to: buffer)
  }

  /// Reads the schemas that the section was written under.
  /// - Throws: `incompatibleState` when today's types cannot be read from them.
  public init(from decoder: inout BinaryDecoder) throws {
    keys = try StateDecoder(writtenAs: try SchemaCodec.decode(from: &decoder))
    values = try StateDecoder(writtenAs: try SchemaCodec.decode(from: &decoder))
  }
}
