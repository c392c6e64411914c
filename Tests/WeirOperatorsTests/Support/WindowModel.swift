import WeirCore

/// What a window operator should do, in the plainest way: every window holds all its values.
protocol WindowModel {
  /// What comes out because of a record.
  mutating func add(_ record: Reading, at time: Int64) -> [WindowTotal]
  /// What comes out because of a watermark, in any order.
  mutating func advance(to watermark: Int64) -> [WindowTotal]
  var late: [Reading] { get }
  var partlyLateCount: UInt64 { get }
  var refiringCount: UInt64 { get }
}

/// Windows that are the same for all keys.
struct AlignedModel: WindowModel {
  private struct ID: Hashable {
    /// Bytes: texts that Swift calls equal may be two keys.
    let key: [UInt8]
    let start: Int64
    let end: Int64
  }

  typealias Bounds = (start: Int64, end: Int64)

  let lateness: Int64
  /// The windows that a moment lies in.
  let windowsAround: @Sendable (Int64) -> [Bounds]
  private var windows: [ID: [Int]] = [:]
  private var watermark = Int64.min
  private(set) var late: [Reading] = []
  private(set) var partlyLateCount: UInt64 = 0
  private(set) var refiringCount: UInt64 = 0

  init(size: Int64, step: Int64, offset: Int64 = 0, lateness: Int64) {
    self.init(lateness: lateness) { time in
      (time - size + 1...time).filter { ($0 - offset) % step == 0 }.map { ($0, $0 + size) }
    }
  }

  /// Cumulating windows.
  init(upTo size: Int64, step: Int64, offset: Int64 = 0, lateness: Int64) {
    self.init(lateness: lateness) { time in
      (time - size + 1...time).filter { ($0 - offset) % size == 0 }.flatMap { start in
        (1...size / step).map { (start, start + $0 * step) }.filter { $0.1 > time }
      }
    }
  }

  init(lateness: Int64, windowsAround: @escaping @Sendable (Int64) -> [Bounds]) {
    self.lateness = lateness
    self.windowsAround = windowsAround
  }

  mutating func add(_ record: Reading, at time: Int64) -> [WindowTotal] {
    var results: [WindowTotal] = []
    var (takenCount, refusedCount) = (0, 0)
    for (start, end) in windowsAround(time) {
      if end - 1 + lateness <= watermark {
        refusedCount += 1
        continue
      }
      takenCount += 1
      let id = ID(key: Array(record.key.utf8), start: start, end: end)
      windows[id, default: []].append(record.value)
      if end - 1 <= watermark { results.append(total(id)) }
    }
    if takenCount == 0 { late.append(record) }
    if takenCount > 0, refusedCount > 0 { partlyLateCount += 1 }
    if !results.isEmpty { refiringCount += 1 }
    return results
  }

  mutating func advance(to next: Int64) -> [WindowTotal] {
    let (previous, now) = (watermark, max(watermark, next))
    watermark = now
    let due = windows.keys.filter { $0.end - 1 > previous && $0.end - 1 <= now }
    let results = due.map { total($0) }
    let grace = lateness
    windows = windows.filter { $0.key.end - 1 + grace > now }
    return results
  }

  private func total(_ id: ID) -> WindowTotal {
    let values = windows[id] ?? []
    return WindowTotal(
      String(decoding: id.key, as: UTF8.self), id.start, id.end, count: values.count,
      sum: values.reduce(0, +))
  }
}

/// Sessions.
struct SessionModel: WindowModel {
  private struct Session {
    let key: String
    var start: Int64
    var end: Int64
    var values: [Int]

    func touches(_ other: Session) -> Bool {
      key.utf8.elementsEqual(other.key.utf8) && start <= other.end && other.start <= end
    }

    var total: WindowTotal {
      WindowTotal(key, start, end, count: values.count, sum: values.reduce(0, +))
    }
  }

  let gap: @Sendable (Reading) -> Int64
  let lateness: Int64
  private var sessions: [Session] = []
  private var watermark = Int64.min
  private(set) var late: [Reading] = []
  let partlyLateCount: UInt64 = 0
  private(set) var refiringCount: UInt64 = 0

  init(gap: Int64, lateness: Int64) { self.init(lateness: lateness) { _ in gap } }

  init(lateness: Int64, gap: @escaping @Sendable (Reading) -> Int64) {
    self.gap = gap
    self.lateness = lateness
  }

  mutating func add(_ record: Reading, at time: Int64) -> [WindowTotal] {
    var merged = Session(key: record.key, start: time, end: time + gap(record), values: [record.value])
    let own = merged
    let touched = sessions.filter { $0.touches(own) }
    guard !touched.isEmpty || merged.end - 1 + lateness > watermark else {
      late.append(record)
      return []
    }
    sessions.removeAll { $0.touches(own) }
    for other in touched {
      merged.start = min(merged.start, other.start)
      merged.end = max(merged.end, other.end)
      merged.values += other.values
    }
    sessions.append(merged)
    guard merged.end - 1 <= watermark else { return [] }
    refiringCount += 1
    return [merged.total]
  }

  mutating func advance(to next: Int64) -> [WindowTotal] {
    let (previous, now) = (watermark, max(watermark, next))
    watermark = now
    let results = sessions.filter { $0.end - 1 > previous && $0.end - 1 <= now }.map(\.total)
    let grace = lateness
    sessions.removeAll { $0.end - 1 + grace <= now }
    return results
  }
}
