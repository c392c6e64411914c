import WeirCore

/// The common form of a keyed operator's state: schemas, watermark, entries.
public enum KeyedStateSection {
  /// Writes a table with the watermark that the operator had reached.
  @inlinable public static func encode<Key: FieldValue, Value: FieldValue>(
    _ table: KeyedTable<Key, Value>, watermark: EventTime
  ) throws -> [(name: String, bytes: ByteBuffer)] {
    let buffer = ByteBuffer(capacity: 4096)
    KeyedSchema<Key, Value>.write(to: buffer)
    buffer.append(watermark.milliseconds)
    try table.encode(to: buffer)
    return [("keyed", buffer)]
  }

  /// Fills a table with the keys of its key groups from sections that had reached one watermark,
  /// and returns that.
  @inlinable public static func decode<Key: FieldValue, Value: FieldValue>(
    _ sections: [RestoredSection], into table: KeyedTable<Key, Value>
  ) throws -> EventTime {
    var watermark = EventTime.distantPast
    for restored in sections {
      try restored.section.bytes.withUnsafeBytes { bytes in
        var decoder = BinaryDecoder(bytes)
        let schema = try KeyedSchema<Key, Value>(from: &decoder)
        let written = EventTime(milliseconds: try decoder.read(Int64.self))
        watermark = max(watermark, written)
        try table.decode(from: &decoder, keys: schema.keys, values: schema.values)
      }
    }
    return watermark
  }
}
