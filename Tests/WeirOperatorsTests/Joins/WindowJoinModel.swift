import WeirCore

/// What a join within windows that are the same for all keys should do, in the plainest way.
struct WindowJoinModel: JoinModel {
  private struct ID: Hashable {
    let key: [UInt8]
    let start: Int64
    let end: Int64
  }

  let lateness: Int64
  let form: JoinForm
  /// The windows that a moment lies in.
  let windowsAround: @Sendable (Int64) -> [AlignedModel.Bounds]
  private var windows: [ID: [Reading]] = [:]
  private var watermark = Int64.min
  private(set) var late: [Reading] = []

  init(size: Int64, step: Int64, lateness: Int64, form: JoinForm) {
    self.lateness = lateness
    self.form = form
    windowsAround = { time in
      ((time - size + 1)...time).filter { $0 % step == 0 }.map { ($0, $0 + size) }
    }
  }

  /// Cumulating windows.
  init(upTo size: Int64, step: Int64, lateness: Int64, form: JoinForm) {
    self.lateness = lateness
    self.form = form
    windowsAround = { time in
      ((time - size + 1)...time).filter { $0 % size == 0 }.flatMap { start in
        (1...size / step).map { (start, start + $0 * step) }.filter { $0.1 > time }
      }
    }
  }

  mutating func add(_ record: Reading, at time: Int64) -> [Timed<WindowRow>] {
    var results: [Timed<WindowRow>] = []
    var isTaken = false
    for (start, end) in windowsAround(time) {
      if end - 1 + lateness <= watermark { continue }
      isTaken = true
      let id = ID(key: Array(record.key.utf8), start: start, end: end)
      windows[id, default: []].append(record)
      if end - 1 <= watermark { results += rows(id) }
    }
    if !isTaken { late.append(record) }
    return results
  }

  mutating func advance(to next: Int64) -> [Timed<WindowRow>] {
    let (previous, now) = (watermark, max(watermark, next))
    watermark = now
    let due = windows.keys.filter { $0.end - 1 > previous && $0.end - 1 <= now }
    let results = due.flatMap { rows($0) }
    let grace = lateness
    windows = windows.filter { $0.key.end - 1 + grace > now }
    return results
  }

  private func rows(_ id: ID) -> [Timed<WindowRow>] {
    let records = windows[id] ?? []
    return JoinForm.rows(of: records, form).map {
      Timed(WindowRow($0.left, $0.right, id.start, id.end), id.end - 1)
    }
  }
}

extension JoinForm {
  /// The rows of readings that all meet each other.
  static func rows(of readings: [Reading], _ form: JoinForm) -> [JoinedRow] {
    let lefts = readings.filter(JoinJobs.isLeft).map(\.value)
    let rights = readings.filter { !JoinJobs.isLeft($0) }.map(\.value)
    if lefts.isEmpty { return form.keepsRight ? rights.map { JoinedRow(nil, $0) } : [] }
    if rights.isEmpty { return form.keepsLeft ? lefts.map { JoinedRow($0, nil) } : [] }
    return lefts.flatMap { left in rights.map { JoinedRow(left, $0) } }
  }
}
