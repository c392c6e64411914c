import WeirCore

/// The common form of a keyed operator's state: schemas, watermark, entries.
public enum KeyedStateSection {
  /// A section that is so long is closed and the next begun: a buffer that grew with the whole would
  /// be there twice when it grows.
  @inlinable static var byteCountLimit: Int { 1 << 22 }

  /// Writes a table with the watermark that the operator had reached.
  @inlinable public static func encode<Key: FieldValue, Value: FieldValue>(
    _ table: KeyedTable<Key, Value>, watermark: EventTime
  ) throws -> [(name: String, bytes: ByteBuffer)] {
    try encode(table, as: Value.self, watermark: watermark) { try $0.pointee.encode(to: &$1) }
  }

  /// As ``encode(_:watermark:)``, for values that are written as another type.
  @inlinable static func encode<Key: FieldValue, Value, Written: FieldValue>(
    _ table: KeyedTable<Key, Value>, as written: Written.Type, watermark: EventTime,
    _ write: (UnsafeMutablePointer<Value>, inout BinaryEncoder) throws -> Void
  ) throws -> [(name: String, bytes: ByteBuffer)] {
    var sections: [(name: String, bytes: ByteBuffer)] = []
    var slot = table.nextOccupied(from: 0)
    repeat {
      let buffer = ByteBuffer(
        capacity: sections.isEmpty ? 4096 : byteCountLimit &+ byteCountLimit / 64)
      var encoder = BinaryEncoder(buffer: buffer)
      KeyedSchema<Key, Written>.write(to: buffer)
      buffer.append(watermark.milliseconds)
      let place = buffer.count
      var count: UInt64 = 0
      buffer.append(count)
      while slot < table.slotCount, buffer.count < byteCountLimit {
        try table.key(at: slot).encode(to: &encoder)
        try write(table.value(at: slot), &encoder)
        count &+= 1
        slot = table.nextOccupied(from: slot &+ 1)
      }
      buffer.overwrite(count, at: place)
      sections.append(("keyed", buffer))
    } while slot < table.slotCount
    return sections
  }

  /// Fills a table with the keys of its key groups from sections that had reached one watermark,
  /// and returns that.
  @inlinable public static func decode<Key: FieldValue, Value: FieldValue>(
    _ sections: [RestoredSection], into table: KeyedTable<Key, Value>
  ) throws -> EventTime {
    try decode(sections, as: Value.self, into: table) { $0 }
  }

  /// As ``decode(_:into:)``, for values that were written as another type.
  @inlinable static func decode<Key: FieldValue, Value, Written: FieldValue>(
    _ sections: [RestoredSection], as written: Written.Type, into table: KeyedTable<Key, Value>,
    _ make: (Written) throws -> Value
  ) throws -> EventTime {
    // Room for all at once: see ``KeyedTable/reserve(_:)``.
    var total = 0
    for section in sections {
      try read(section, as: KeyedSchema<Key, Written>.self) { decoder, _, _, count in
        // No entry is shorter than a byte, whatever the count says.
        total &+= Int(clamping: min(count, UInt64(decoder.remaining)))
      }
    }
    table.reserve(total)
    defer { table.shrink() }
    var watermark = EventTime.distantPast
    for section in sections {
      try read(section, as: KeyedSchema<Key, Written>.self) { decoder, schema, reached, count in
        watermark = max(watermark, reached)
        for _ in 0..<count {
          let key = try schema.keys.decode(&decoder)
          let value = try schema.values.decode(&decoder)
          let hash = key.stableHash
          guard table.keyGroups.contains(hash: hash) else { continue }
          _ = try table.findOrInsert(key, hash: hash) { try make(value) }
        }
      }
    }
    return watermark
  }

  /// Reads what stands before a section's entries.
  @inlinable static func read<Key: FieldValue, Written: FieldValue>(
    _ restored: RestoredSection, as schema: KeyedSchema<Key, Written>.Type,
    _ body: (
      inout BinaryDecoder, KeyedSchema<Key, Written>, _ watermark: EventTime, _ count: UInt64
    ) throws -> Void
  ) throws {
    try restored.section.bytes.withUnsafeBytes { bytes in
      var decoder = BinaryDecoder(bytes)
      let schema = try KeyedSchema<Key, Written>(from: &decoder)
      let watermark = EventTime(milliseconds: try decoder.read(Int64.self))
      try body(&decoder, schema, watermark, try decoder.read(UInt64.self))
    }
  }
}
