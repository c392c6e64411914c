import WeirCore

extension GeneralWindowState {
  /// Adds records to their windows; those that no window takes any more go to `late`.
  @inlinable @inline(__always)
  public func process(
    _ batch: Batch<Panes.Input>, _ emitter: Emitter<Panes.Output>, late: Emitter<Panes.Input>?,
    key: (Panes.Input) throws -> Panes.Key, now: ProcessingTime
  ) throws {
    while !batch.isEmpty, !emitter.isFull {
      let time = batch.times?[batch.head]
      if let time {
        guard time.isOfEvent else { throw WindowInput.refuse(time.milliseconds) }
      } else if assignment.needsEventTime {
        throw WindowInput.withoutTime()
      }
      let record = batch.removeFirst()
      let recordKey = try key(record)
      assigned.removeAll(keepingCapacity: true)
      try assignment.assign(record, time ?? .zero, &assigned)
      let takenCount = try take(record, time, recordKey, emitter, now)
      if takenCount == assigned.count { continue }
      if takenCount > 0 {
        partlyLateCount &+= 1
        continue
      }
      lateCount &+= 1
      if let time { late?.append(record, at: time) } else { late?.append(record) }
    }
  }

  /// Adds a record to those of its windows that are not over; returns how many.
  @inlinable func take(
    _ record: Panes.Input, _ time: EventTime?, _ key: Panes.Key,
    _ emitter: Emitter<Panes.Output>, _ now: ProcessingTime
  ) throws -> Int {
    let hash = key.stableHash
    let set = table.findOrInsert(key, hash: hash) { [] }
    var takenCount = 0
    var hasRefired = false
    for window in assigned {
      guard window.start < window.end else { throw Self.refuse(window) }
      let found = assignment.isMerging
        ? try merge(window, into: &set.pointee, now)
        : place(window, in: &set.pointee)
      guard let index = found else { continue }
      takenCount += 1
      var contents = set.pointee[index].contents.take() ?? panes.makeContents()
      try panes.add(record, to: &contents)
      set.pointee[index].contents = contents
      if let time { set.pointee[index].latest = max(set.pointee[index].latest ?? time, time) }
      let answer = try ask(&set.pointee[index], now) {
        try trigger.onElement(record, at: time ?? .zero, state: &$0, context: $1)
      }
      enqueue(&set.pointee[index], key, hash)
      let isPastEnd = set.pointee[index].window.lastMoment <= watermark
      if try carryOut(answer, &set.pointee[index], key, emitter), isPastEnd { hasRefired = true }
    }
    if set.pointee.isEmpty { table.remove(key, hash: hash) }
    if hasRefired { refiringCount &+= 1 }
    return takenCount
  }

  /// The index of a window, put there when it is new; nil when it is over.
  @inlinable func place(_ window: Window, in set: inout [Kept]) -> Int? {
    if isOver(window) { return nil }
    let index = (set.lastIndex { $0.precedes(window) } ?? -1) + 1
    if index < set.count, set[index].window == window { return index }
    set.insert(Kept(window), at: index)
    return index
  }

  @usableFromInline static func refuse(_ window: Window) -> WeirError {
    WeirError(
      .userFunction,
      "the assigner gave a window from \(window.start) to \(window.end); let it end after its start",
      isRetriable: false)
  }
}
