import WeirCore

extension SessionWindowState {
  /// Adds records to their sessions. Sessions are merged before lateness is judged, so a record
  /// behind the watermark that touches a live session is in time.
  @inlinable @inline(__always)
  public func process<Input, Output>(
    _ batch: Batch<Input>, _ emitter: Emitter<Output>, late: Emitter<Input>?,
    key: (Input) throws -> Key, makeAccumulator: () -> Accumulator,
    add: (Input, inout Accumulator) throws -> Void,
    merge: (Accumulator, inout Accumulator) throws -> Void,
    makeResult: (Key, Window, Accumulator) throws -> Output
  ) throws {
    let times = try WindowInput.times(of: batch)
    let values = batch.values
    let count = batch.count
    var index = batch.head
    defer { batch.head = index }
    var mayBeFull = true
    while index < count {
      if mayBeFull {
        guard !emitter.isFull else { return }
        mayBeFull = false
      }
      let time = times[index].milliseconds
      guard EventTime(milliseconds: time).isOfEvent else { throw WindowInput.refuse(time) }
      let end = time &+ gap
      let recordKey = try key(values[index])
      let hash = recordKey.stableHash
      if let set = table.find(recordKey, hash: hash) {
        if set.pointee.isAlone, Self.touches(set.pointee.first, time, end) {
          try add(values[index], &set.pointee.first.accumulator)
          mayBeFull = try extend(
            &set.pointee.first, time, end, recordKey, hash, emitter, makeResult: makeResult)
        } else {
          mayBeFull = true
          try addToSet(
            values[index], set, time, end, recordKey, hash, emitter, late: late,
            makeAccumulator: makeAccumulator, add: add, merge: merge, makeResult: makeResult)
        }
      } else if isGone(end: end) {
        lateCount &+= 1
        late?.append(values[index], at: EventTime(milliseconds: time))
      } else {
        var session = Session(
          start: time, end: end, timerAt: end &- 1, accumulator: makeAccumulator())
        try add(values[index], &session.accumulator)
        timers.insert(time: end &- 1, hash: hash, key: recordKey)
        let set = table.findOrInsert(recordKey, hash: hash) { SessionSet(first: session) }
        mayBeFull = try refireIfPassed(
          &set.pointee.first, recordKey, emitter, makeResult: makeResult)
      }
      (values + index).deinitialize(count: 1)
      index &+= 1
    }
  }

  /// Sessions that touch are one: Flink's rule.
  @inlinable @inline(__always)
  static func touches(_ session: Session<Accumulator>, _ start: Int64, _ end: Int64) -> Bool {
    session.start <= end && start <= session.end
  }

  /// Widens a session by a record that was added to it; returns whether it gave its result.
  @inlinable @inline(__always)
  func extend<Output>(
    _ session: inout Session<Accumulator>, _ start: Int64, _ end: Int64, _ key: Key,
    _ hash: UInt64, _ emitter: Emitter<Output>,
    makeResult: (Key, Window, Accumulator) throws -> Output
  ) throws -> Bool {
    if start < session.start { session.start = start }
    if end > session.end {
      session.end = end
      session.hasFired = false
      // A session that had fired waits for the end of its lateness, which may be later than this.
      if session.timerAt > end &- 1 {
        session.timerAt = end &- 1
        timers.insert(time: session.timerAt, hash: hash, key: key)
      }
    }
    return try refireIfPassed(&session, key, emitter, makeResult: makeResult)
  }

  /// A session whose end the watermark has passed gives its whole result at every further record;
  /// returns whether it did.
  @inlinable @inline(__always)
  func refireIfPassed<Output>(
    _ session: inout Session<Accumulator>, _ key: Key, _ emitter: Emitter<Output>,
    makeResult: (Key, Window, Accumulator) throws -> Output
  ) throws -> Bool {
    guard session.end &- 1 <= watermark else { return false }
    session.hasFired = true
    refiringCount &+= 1
    try give(session, key, emitter, makeResult: makeResult)
    return true
  }

  @inlinable @inline(__always)
  func give<Output>(
    _ session: Session<Accumulator>, _ key: Key, _ emitter: Emitter<Output>,
    makeResult: (Key, Window, Accumulator) throws -> Output
  ) throws {
    let window = Window(
      start: EventTime(milliseconds: session.start), end: EventTime(milliseconds: session.end))
    emitter.append(try makeResult(key, window, session.accumulator), at: window.lastMoment)
  }

  /// The general case: the record may touch none, one or several sessions of its key.
  @inlinable @inline(never)
  func addToSet<Input, Output>(
    _ record: Input, _ set: UnsafeMutablePointer<SessionSet<Accumulator>>, _ time: Int64,
    _ end: Int64, _ key: Key, _ hash: UInt64, _ emitter: Emitter<Output>, late: Emitter<Input>?,
    makeAccumulator: () -> Accumulator, add: (Input, inout Accumulator) throws -> Void,
    merge: (Accumulator, inout Accumulator) throws -> Void,
    makeResult: (Key, Window, Accumulator) throws -> Output
  ) throws {
    let sessions = [set.pointee.first] + set.pointee.others
    var apart = sessions.filter { !Self.touches($0, time, end) }
    let touched = sessions.filter { Self.touches($0, time, end) }
    var merged: Session<Accumulator>
    if let kept = touched.first {
      merged = kept
      for other in touched.dropFirst() {
        try merge(other.accumulator, &merged.accumulator)
        merged.start = min(merged.start, other.start)
        if other.end > merged.end {
          merged.end = other.end
          merged.hasFired = other.hasFired
        }
        // The other queue entry will find no session that waits for it.
        merged.timerAt = min(merged.timerAt, other.timerAt)
      }
    } else {
      guard !isGone(end: end) else {
        lateCount &+= 1
        late?.append(record, at: EventTime(milliseconds: time))
        return
      }
      merged = Session(
        start: time, end: end, timerAt: end &- 1, accumulator: makeAccumulator())
      timers.insert(time: end &- 1, hash: hash, key: key)
    }
    try add(record, &merged.accumulator)
    _ = try extend(&merged, time, end, key, hash, emitter, makeResult: makeResult)
    apart.append(merged)
    apart.sort { $0.start < $1.start }
    set.pointee.first = apart[0]
    set.pointee.others = Array(apart.dropFirst())
  }
}
