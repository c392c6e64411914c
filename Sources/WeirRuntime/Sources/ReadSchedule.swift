import WeirCore

/// Which split is read next, and which have been silent for too long. Pure.
struct ReadSchedule: Sendable {
  private struct Entry {
    let index: Int
    /// Not to be read before this moment; 0: at once.
    var notBefore: UInt64 = 0
    /// Waits for a wake-up.
    var isAsleep = false
    /// Whether it had nothing when it was last asked.
    var hasNothing = false
    /// Whether that answer is newer than the last ``ReadSchedule/pass(_:now:)``.
    var hasJustAnswered = false
    /// How long it has been silent since it first had nothing.
    var silentNanoseconds: UInt64?
    var isIdle = false
  }

  private var entries: [Entry] = []
  private var turn = 0
  private let idleNanoseconds: UInt64?

  init(idleTimeout: Duration?) {
    idleNanoseconds = idleTimeout.map { UInt64(max(0, $0.milliseconds)) &* 1_000_000 }
  }

  /// Whether silence means anything.
  var countsIdleTime: Bool { idleNanoseconds != nil }

  /// Splits being read.
  var count: Int { entries.count }
  /// Whether no split is left to read.
  var isEmpty: Bool { entries.isEmpty }

  mutating func add(_ index: Int) { entries.append(Entry(index: index)) }
  mutating func remove(_ index: Int) { entries.removeAll { $0.index == index } }

  /// The next split that may be read now, in turn.
  mutating func next(_ now: UInt64) -> Int? {
    for step in 0..<entries.count {
      let place = (turn + step) % entries.count
      guard !entries[place].isAsleep, entries[place].notBefore <= now else { continue }
      turn = place + 1
      return entries[place].index
    }
    return nil
  }

  /// A split gave records; whether it had been idle.
  mutating func noteActivity(_ index: Int) -> Bool {
    guard let place = entries.firstIndex(where: { $0.index == index }) else { return false }
    defer { entries[place].isIdle = false }
    entries[place].hasNothing = false
    entries[place].silentNanoseconds = nil
    return entries[place].isIdle
  }

  /// A split had nothing; it is asked again at `moment`, or when woken.
  mutating func noteIdle(_ index: Int, until moment: UInt64?) {
    guard let place = entries.firstIndex(where: { $0.index == index }) else { return }
    entries[place].notBefore = moment ?? 0
    entries[place].isAsleep = moment == nil
    entries[place].hasNothing = true
    entries[place].hasJustAnswered = true
  }

  mutating func wakeAll() {
    for place in entries.indices { entries[place].isAsleep = false }
  }

  /// Time passed in which the source could have emitted; returns the splits that became idle by it.
  ///
  /// Silence begins when a split is asked and has nothing, not when the subtask is busy with other
  /// splits. One that is due to be asked again is never called idle before it has answered.
  mutating func pass(_ nanoseconds: UInt64, now: UInt64) -> [Int] {
    guard let idleNanoseconds else { return [] }
    var idle: [Int] = []
    for place in entries.indices where entries[place].hasNothing {
      let silent = entries[place].silentNanoseconds.map { $0 &+ nanoseconds } ?? 0
      entries[place].silentNanoseconds = silent
      let isDue =
        !entries[place].isAsleep && !entries[place].hasJustAnswered
        && entries[place].notBefore <= now
      entries[place].hasJustAnswered = false
      if !entries[place].isIdle, !isDue, silent >= idleNanoseconds {
        entries[place].isIdle = true
        idle.append(entries[place].index)
      }
    }
    return idle
  }

  /// How long to wait until a split is to be read or becomes idle; nil: until woken.
  func nextWait(_ now: UInt64) -> Duration? {
    var moments: [UInt64] = []
    for entry in entries {
      if !entry.isAsleep { moments.append(entry.notBefore > now ? entry.notBefore - now : 0) }
      if let idleNanoseconds, !entry.isIdle, entry.hasNothing {
        moments.append(idleNanoseconds - min(idleNanoseconds, entry.silentNanoseconds ?? 0))
      }
    }
    return moments.min().map { .nanoseconds(Int64(clamping: max($0, 100_000))) }
  }
}
