import WeirCore

/// The slices of one subtask's share of a stream, before its watermark has passed them.
///
/// A slice is given to the combiner when the watermark reaches its last moment, before the watermark
/// itself. So the combiner fires no window whose records are still here. Records of slices that were
/// given go to it one by one; whether they are late is for the combiner to say, whose watermark may
/// be behind this one.
public final class PartialWindowState<Aggregate: AggregateFunction> {
  @usableFromInline struct Slice {
    @usableFromInline let start: Int64
    @usableFromInline var accumulator: Aggregate.Accumulator
    @usableFromInline var count = 0
    @inlinable init(start: Int64, accumulator: Aggregate.Accumulator) {
      self.start = start
      self.accumulator = accumulator
    }
  }

  public typealias Partial = WindowPartial<Aggregate.Input, Aggregate.Accumulator>

  @usableFromInline let aggregate: Aggregate
  @usableFromInline let length: Int64
  @usableFromInline let offset: Int64
  /// Whether every record goes to the combiner by itself.
  @usableFromInline let keepsRecords: Bool
  /// Sorted by start.
  @usableFromInline var slices: [Slice] = []
  @usableFromInline var watermark: Int64 = .min

  @inlinable
  public init(_ windows: AlignedWindows, _ aggregate: Aggregate, keepsRecords: Bool) {
    self.aggregate = aggregate
    self.keepsRecords = keepsRecords
    length = windows.slice
    offset = windows.offset % windows.slice
  }

  @inlinable @inline(__always)
  public func process(_ batch: Batch<Aggregate.Input>, _ emitter: Emitter<Partial>) throws {
    let times = try WindowInput.times(of: batch)
    while !batch.isEmpty {
      let time = times[batch.head].milliseconds
      guard EventTime(milliseconds: time).isOfEvent else { throw WindowInput.refuse(time) }
      let start = AlignedTime.floor(time &- offset, length) &+ offset
      let end = start &+ length
      if keepsRecords || end &- 1 <= watermark {
        guard !emitter.isFull else { return }
        emitter.append(
          WindowPartial(record: batch.removeFirst()), at: EventTime(milliseconds: time))
        continue
      }
      let index = index(ofSlice: start)
      var accumulator = slices[index].accumulator
      slices[index].accumulator = aggregate.makeAccumulator()
      var count = 0
      defer {
        slices[index].accumulator = accumulator
        slices[index].count &+= count
      }
      repeat {
        try aggregate.add(batch.removeFirst(), to: &accumulator)
        count &+= 1
      } while !batch.isEmpty && times[batch.head].milliseconds >= start
        && times[batch.head].milliseconds < end
    }
  }

  /// The place of a slice, made when there is none.
  @inlinable func index(ofSlice start: Int64) -> Int {
    var index = slices.count
    while index > 0, slices[index - 1].start > start { index -= 1 }
    if index > 0, slices[index - 1].start == start { return index - 1 }
    slices.insert(Slice(start: start, accumulator: aggregate.makeAccumulator()), at: index)
    return index
  }

  /// Gives the slices that the watermark has passed until the emitter is full; returns whether all
  /// are given.
  @inlinable
  public func advance(to watermark: EventTime, _ emitter: Emitter<Partial>) -> Bool {
    self.watermark = max(self.watermark, watermark.milliseconds)
    while let first = slices.first, first.start &+ length &- 1 <= self.watermark {
      guard !emitter.isFull else { return false }
      emitter.append(
        WindowPartial(first.accumulator, count: first.count),
        at: EventTime(milliseconds: first.start &+ length &- 1))
      slices.removeFirst()
    }
    return true
  }
}

extension PartialWindowState {
  @inlinable public func snapshot() throws -> [(name: String, bytes: ByteBuffer)] {
    let buffer = ByteBuffer()
    KeyedSchema<EventTime, Aggregate.Accumulator>.write(to: buffer)
    buffer.append(length)
    buffer.append(watermark)
    buffer.append(UInt32(truncatingIfNeeded: slices.count))
    var encoder = BinaryEncoder(buffer: buffer)
    for slice in slices {
      buffer.append(slice.start)
      buffer.append(Int64(slice.count))
      try slice.accumulator.encode(to: &encoder)
    }
    return [("partials", buffer)]
  }

  /// Takes up the slices of some earlier subtasks; a slice may go to any.
  /// - Returns: the least watermark of all earlier subtasks.
  @inlinable public func restore(
    _ sections: [RestoredSection], subtask: Int, parallelism: Int
  ) throws -> EventTime {
    var least: Int64?
    for restored in sections {
      try restored.section.bytes.withUnsafeBytes { bytes in
        var decoder = BinaryDecoder(bytes)
        let schema = try KeyedSchema<EventTime, Aggregate.Accumulator>(from: &decoder)
        try check(length: try decoder.read(Int64.self))
        let written = try decoder.read(Int64.self)
        least = min(least ?? written, written)
        // Further than some had come: what is behind it goes to the combiner one by one.
        watermark = max(watermark, written)
        guard restored.subtask % parallelism == subtask else { return }
        for _ in 0..<(try decoder.read(UInt32.self)) {
          let index = index(ofSlice: try decoder.read(Int64.self))
          slices[index].count &+= Int(try decoder.read(Int64.self))
          let part = try schema.values.decode(&decoder)
          try aggregate.merge(part, into: &slices[index].accumulator)
        }
      }
    }
    return EventTime(milliseconds: least ?? .min)
  }

  @usableFromInline func check(length written: Int64) throws {
    guard written != length else { return }
    throw WeirError(
      .incompatibleState,
      "the checkpoint holds windows in slices of \(written) ms, the job now needs \(length) ms; give"
        + " the operator a new name to start its windows afresh")
  }
}
