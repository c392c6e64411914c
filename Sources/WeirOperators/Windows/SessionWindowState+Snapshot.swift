import WeirCore

extension SessionWindowState {
  /// The sessions of every key and the watermark. The timer queue follows from them.
  @inlinable public func snapshot() throws -> [(name: String, bytes: ByteBuffer)] {
    let buffer = ByteBuffer(capacity: 4096)
    KeyedSchema<Key, Accumulator>.write(to: buffer)
    buffer.append(watermark)
    try encodeSessions(to: buffer)
    return [("sessions", buffer)]
  }

  @inlinable func encodeSessions(to buffer: ByteBuffer) throws {
    var encoder = BinaryEncoder(buffer: buffer)
    buffer.append(UInt64(table.count))
    var slot = table.nextOccupied(from: 0)
    while slot < table.slotCount {
      try table.key(at: slot).encode(to: &encoder)
      let set = table.value(at: slot)
      buffer.append(UInt32(truncatingIfNeeded: 1 + set.pointee.others.count))
      for session in [set.pointee.first] + set.pointee.others {
        buffer.append(session.start)
        buffer.append(session.end)
        buffer.append(session.hasFired ? 1 as UInt8 : 0)
        try session.accumulator.encode(to: &encoder)
      }
      slot = table.nextOccupied(from: slot &+ 1)
    }
  }

  /// Takes up the keys of this state's key groups from sections that had reached one watermark.
  @inlinable public func restore(_ sections: [RestoredSection]) throws -> EventTime {
    for restored in sections {
      try restored.section.bytes.withUnsafeBytes { bytes in
        var decoder = BinaryDecoder(bytes)
        let schema = try KeyedSchema<Key, Accumulator>(from: &decoder)
        watermark = max(watermark, try decoder.read(Int64.self))
        for _ in 0..<(try table.readCount(from: &decoder)) {
          let key = try schema.keys.decode(&decoder)
          try restoreSessions(of: key, from: &decoder, schema.values)
        }
      }
    }
    table.shrink()
    return EventTime(milliseconds: watermark)
  }

  @inlinable func restoreSessions(
    of key: Key, from decoder: inout BinaryDecoder, _ values: StateDecoder<Accumulator>
  ) throws {
    let hash = key.stableHash
    let isMine = keyGroups.contains(hash: hash)
    var sessions: [Session<Accumulator>] = []
    for _ in 0..<(try decoder.read(UInt32.self)) {
      let start = try decoder.read(Int64.self)
      let end = try decoder.read(Int64.self)
      let hasFired = try decoder.decodeBool()
      var session = Session(
        start: start, end: end, timerAt: end &- 1, accumulator: try values.decode(&decoder))
      session.hasFired = hasFired
      if hasFired { session.timerAt = end &- 1 &+ allowedLateness }
      guard isMine else { continue }
      sessions.append(session)
      timers.insert(time: session.timerAt, hash: hash, key: key)
    }
    guard let first = sessions.first else { return }
    let set = table.findOrInsert(key, hash: hash) { SessionSet(first: first) }
    set.pointee.others = Array(sessions.dropFirst())
  }
}
