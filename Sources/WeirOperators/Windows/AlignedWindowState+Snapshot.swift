import WeirCore

extension AlignedWindowState {
  /// The slices, what is left of windows that are due, and the watermark.
  ///
  /// Windows that are due but have not begun to fire are assembled first, so that a snapshot never
  /// depends on how far this subtask had come and its parts can be dealt out to others.
  @inlinable public func snapshot(
    makeAccumulator: () -> Accumulator, merge: (Accumulator, inout Accumulator) throws -> Void
  ) throws -> [(name: String, bytes: ByteBuffer)] {
    while let end = nextEnd(after: firing.last?.end) {
      firing.append(try assemble(end, makeAccumulator: makeAccumulator, merge: merge))
    }
    let buffer = ByteBuffer(capacity: 4096)
    KeyedSchema<Key, Accumulator>.write(to: buffer)
    buffer.append(sliceLength)
    buffer.append(watermark)
    buffer.append(UInt32(truncatingIfNeeded: slices.count))
    for slice in slices {
      buffer.append(slice.start)
      try slice.table.encode(to: buffer)
    }
    buffer.append(UInt32(truncatingIfNeeded: firing.count))
    for window in firing {
      buffer.append(window.end)
      try window.table.encode(to: buffer, from: window.slot)
    }
    return [("windows", buffer)]
  }

  /// Takes up the keys of this state's key groups from sections that had reached one watermark.
  /// - Throws: `incompatibleState` when the window's slices have another length now.
  @inlinable public func restore(_ sections: [RestoredSection]) throws -> EventTime {
    for section in sections {
      try readHeader(section) { decoder, schema, written in
        watermark = max(watermark, written)
        try restoreTables(from: &decoder, schema)
      }
    }
    firedThrough = watermark
    slices.removeAll { $0.table.isEmpty }
    firing.removeAll { $0.table.isEmpty }
    firing.sort { $0.end < $1.end }
    return EventTime(milliseconds: watermark)
  }

  @inlinable func readHeader<Result>(
    _ restored: RestoredSection,
    _ body: (inout BinaryDecoder, KeyedSchema<Key, Accumulator>, Int64) throws -> Result
  ) throws -> Result {
    try restored.section.bytes.withUnsafeBytes { bytes in
      var decoder = BinaryDecoder(bytes)
      let schema = try KeyedSchema<Key, Accumulator>(from: &decoder)
      let writtenLength = try decoder.read(Int64.self)
      guard writtenLength == sliceLength else {
        throw WeirError(
          .incompatibleState,
          "the checkpoint holds windows in slices of \(writtenLength) ms, the job now needs"
            + " \(sliceLength) ms; give the operator a new name to start its windows afresh")
      }
      let watermark = try decoder.read(Int64.self)
      return try body(&decoder, schema, watermark)
    }
  }

  @inlinable func restoreTables(
    from decoder: inout BinaryDecoder, _ schema: KeyedSchema<Key, Accumulator>
  ) throws {
    for _ in 0..<(try decoder.read(UInt32.self)) {
      let start = try decoder.read(Int64.self)
      guard (start &- sliceOffset) % sliceLength == 0 else {
        throw WeirError(
          .incompatibleState,
          "the checkpoint holds windows that start at other times; keep the windows' offset, or give"
            + " the operator a new name to start its windows afresh")
      }
      let table = table(ofSlice: start)
      try table.decode(from: &decoder, keys: schema.keys, values: schema.values)
    }
    for _ in 0..<(try decoder.read(UInt32.self)) {
      let end = try decoder.read(Int64.self)
      let table = KeyedTable<Key, Accumulator>(keyGroups: keyGroups)
      try table.decode(from: &decoder, keys: schema.keys, values: schema.values)
      firing.append(Firing(end: end, table: table, isOwned: true, slot: 0))
    }
  }
}
