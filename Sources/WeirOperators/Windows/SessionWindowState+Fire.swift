import WeirCore

extension SessionWindowState {
  /// Takes the watermark and fires the sessions that it ends until the emitter is full; returns
  /// whether all have fired.
  @inlinable @inline(__always)
  public func advance<Output>(
    to watermark: EventTime, _ emitter: Emitter<Output>,
    makeResult: (Key, Window, Accumulator) throws -> Output
  ) throws -> Bool {
    self.watermark = max(self.watermark, watermark.milliseconds)
    while let next = timers.first, next <= self.watermark {
      guard !emitter.isFull else { return false }
      let entry = timers.removeFirst()
      guard let set = table.find(entry.key, hash: entry.hash) else { continue }
      if set.pointee.isAlone {
        guard set.pointee.first.timerAt == entry.time else { continue }
        if try isOver(&set.pointee.first, entry, emitter, makeResult: makeResult) {
          table.remove(entry.key, hash: entry.hash)
        }
      } else {
        try fireInSet(set, entry, emitter, makeResult: makeResult)
      }
    }
    return true
  }

  /// Handles a session's entry: fires it when it is due, puts the entry back when the session lives
  /// on. Returns whether the session is over.
  @inlinable @inline(__always)
  func isOver<Output>(
    _ session: inout Session<Accumulator>, _ entry: TimerQueue<Key>.Entry,
    _ emitter: Emitter<Output>, makeResult: (Key, Window, Accumulator) throws -> Output
  ) throws -> Bool {
    let due = session.end &- 1
    if due <= entry.time, !session.hasFired {
      session.hasFired = true
      try give(session, entry.key, emitter, makeResult: makeResult)
    }
    let over = due &+ allowedLateness
    if session.hasFired, over <= entry.time { return true }
    session.timerAt = session.hasFired ? over : due
    timers.insert(time: session.timerAt, hash: entry.hash, key: entry.key)
    return false
  }

  @inlinable @inline(never)
  func fireInSet<Output>(
    _ set: UnsafeMutablePointer<SessionSet<Accumulator>>, _ entry: TimerQueue<Key>.Entry,
    _ emitter: Emitter<Output>, makeResult: (Key, Window, Accumulator) throws -> Output
  ) throws {
    var sessions = [set.pointee.first] + set.pointee.others
    guard let index = sessions.firstIndex(where: { $0.timerAt == entry.time }) else { return }
    if try isOver(&sessions[index], entry, emitter, makeResult: makeResult) {
      sessions.remove(at: index)
    }
    set.pointee.first = sessions[0]
    set.pointee.others = Array(sessions.dropFirst())
  }
}
