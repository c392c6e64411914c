import WeirCore

extension AlignedWindowState {
  /// Takes the watermark and fires the windows that it ends, earliest first, until the emitter is
  /// full. Returns whether all have fired; called again with the same watermark until then.
  @inlinable @inline(__always)
  public func advance<Output>(
    to watermark: EventTime, _ emitter: Emitter<Output>,
    makeAccumulator: () -> Accumulator, merge: (Accumulator, inout Accumulator) throws -> Void,
    makeResult: (Key, Window, Accumulator) throws -> Output
  ) throws -> Bool {
    self.watermark = max(self.watermark, watermark.milliseconds)
    while true {
      while let current = firing.first {
        let slot = try emit(current, emitter, makeResult: makeResult)
        guard slot == current.table.slotCount else {
          firing[0].slot = slot
          return false
        }
        firing.removeFirst()
        if current.isOwned { recycle(current.table) }
        firedThrough = max(firedThrough, current.end &- 1)
      }
      guard let end = nextEnd() else { break }
      firing.append(try assemble(end, makeAccumulator: makeAccumulator, merge: merge))
    }
    firedThrough = max(firedThrough, self.watermark)
    dropExpired()
    return true
  }

  /// Emits the results of a window from its cursor on and returns where it stopped.
  @inlinable @inline(__always)
  func emit<Output>(
    _ firing: Firing, _ emitter: Emitter<Output>,
    makeResult: (Key, Window, Accumulator) throws -> Output
  ) throws -> Int {
    let table = firing.table
    let window = windows.window(endingAt: firing.end)
    let time = window.lastMoment
    var slot = table.nextOccupied(from: firing.slot)
    let out = emitter.current
    let times = out.makeTimes()
    out.hasEventTimes = true
    var count = out.count
    defer { out.count = count }
    while slot < table.slotCount, count < out.capacity {
      let result = try makeResult(table.key(at: slot), window, table.value(at: slot).pointee)
      (out.values + count).initialize(to: result)
      times[count] = time
      count &+= 1
      slot = table.nextOccupied(from: slot &+ 1)
    }
    return slot
  }

  /// The table of a whole window. A window of one slice that nobody needs afterwards gives up its
  /// slice's table; others are merged into a table of their own.
  @inlinable @inline(__always)
  func assemble(
    _ end: Int64, makeAccumulator: () -> Accumulator,
    merge: (Accumulator, inout Accumulator) throws -> Void
  ) throws -> Firing {
    let start = windows.start(ofWindowEndingAt: end)
    let first = slices.firstIndex { $0.start >= start } ?? slices.count
    let last = slices.firstIndex { $0.start >= end } ?? slices.count
    if windows.size == sliceLength, last - first == 1 {
      let isGone = isGone(windowEnd: end)
      let table = isGone ? slices.remove(at: first).table : slices[first].table
      return Firing(end: end, table: table, isOwned: isGone, slot: 0)
    }
    let whole = spareTables.popLast() ?? KeyedTable(keyGroups: keyGroups)
    whole.reserve(slices[first..<last].reduce(0) { max($0, $1.table.count) })
    for slice in slices[first..<last] {
      let part = slice.table
      var slot = part.nextOccupied(from: 0)
      while slot < part.slotCount {
        let key = part.key(at: slot)
        let accumulator = whole.findOrInsert(key, hash: key.stableHash, makeAccumulator)
        try merge(part.value(at: slot).pointee, &accumulator.pointee)
        slot = part.nextOccupied(from: slot &+ 1)
      }
    }
    guard windows.isCumulating, allowedLateness == 0 else {
      return Firing(end: end, table: whole, isOwned: true, slot: 0)
    }
    // All windows that are left over these slices have all of them: from now on they are one.
    for slice in slices[first..<last] where !firing.contains(where: { $0.table === slice.table }) {
      recycle(slice.table)
    }
    slices.replaceSubrange(first..<last, with: [Slice(start: start, table: whole)])
    return Firing(end: end, table: whole, isOwned: false, slot: 0)
  }
}
