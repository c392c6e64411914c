import WeirCore

extension GeneralWindowState {
  /// The windows of every key with their timers, and how far time has come. The queues follow.
  @inlinable public func snapshot() throws -> [(name: String, bytes: ByteBuffer)] {
    let buffer = ByteBuffer(capacity: 4096)
    KeyedSchema<Panes.Key, [Kept]>.write(to: buffer)
    buffer.append(watermark.milliseconds)
    buffer.append(firedThrough.milliseconds)
    try table.encode(to: buffer)
    return [("panes", buffer)]
  }

  /// Takes up the keys of this state's key groups from sections that had reached one watermark.
  @inlinable public func restore(_ sections: [RestoredSection]) throws -> EventTime {
    var fired: EventTime?
    for restored in sections {
      try restored.section.bytes.withUnsafeBytes { bytes in
        var decoder = BinaryDecoder(bytes)
        let schema = try KeyedSchema<Panes.Key, [Kept]>(from: &decoder)
        watermark = max(watermark, EventTime(milliseconds: try decoder.read(Int64.self)))
        let passed = EventTime(milliseconds: try decoder.read(Int64.self))
        fired = min(fired ?? passed, passed)
        try table.decode(from: &decoder, keys: schema.keys, values: schema.values)
      }
    }
    firedThrough = fired ?? .distantPast
    var slot = table.nextOccupied(from: 0)
    while slot < table.slotCount {
      let key = table.key(at: slot)
      let set = table.value(at: slot)
      for index in set.pointee.indices { enqueue(&set.pointee[index], key, key.stableHash) }
      slot = table.nextOccupied(from: slot &+ 1)
    }
    return watermark
  }
}
