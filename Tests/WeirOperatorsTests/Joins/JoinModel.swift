import WeirCore

/// What a join should do, in the plainest way: it forgets nothing and compares everything with
/// everything.
protocol JoinModel<Output> {
  associatedtype Output: FieldValue & Hashable
  /// What comes out because of a record, with its time.
  mutating func add(_ record: Reading, at time: Int64) -> [Timed<Output>]
  /// What comes out because of a watermark, in any order.
  mutating func advance(to watermark: Int64) -> [Timed<Output>]
  var late: [Reading] { get }
}

/// A result with its event time.
struct Timed<Output: Hashable & Sendable>: Hashable, Sendable {
  let output: Output
  let time: Int64
  init(_ output: Output, _ time: Int64) {
    self.output = output
    self.time = time
  }
}

/// One record that a model has seen.
struct SeenRecord {
  let record: Reading
  let time: Int64
  var isMatched = false
  /// Whether it has given its result alone, or never will.
  var isSettled = false

  var isLeft: Bool { JoinJobs.isLeft(record) }
  func hasKey(of other: Reading) -> Bool { record.key.utf8.elementsEqual(other.key.utf8) }
}

struct IntervalModel: JoinModel {
  let lower: Int64
  let upper: Int64
  let form: JoinForm
  private var seen: [SeenRecord] = []
  private var watermark = Int64.min
  private(set) var late: [Reading] = []

  init(lower: Int64, upper: Int64, form: JoinForm) {
    self.lower = lower
    self.upper = upper
    self.form = form
  }

  mutating func add(_ record: Reading, at time: Int64) -> [Timed<JoinedRow>] {
    guard time > watermark else {
      late.append(record)
      return []
    }
    var own = SeenRecord(record: record, time: time)
    var results: [Timed<JoinedRow>] = []
    for index in seen.indices where seen[index].isLeft != own.isLeft {
      let other = seen[index]
      guard other.hasKey(of: record) else { continue }
      let (left, right) = own.isLeft ? (own, other) : (other, own)
      guard right.time >= left.time + lower, right.time <= left.time + upper else { continue }
      own.isMatched = true
      seen[index].isMatched = true
      results.append(
        Timed(JoinedRow(left.record.value, right.record.value), max(left.time, right.time)))
    }
    seen.append(own)
    return results + settle()
  }

  mutating func advance(to watermark: Int64) -> [Timed<JoinedRow>] {
    self.watermark = watermark
    return settle()
  }

  private mutating func settle() -> [Timed<JoinedRow>] {
    var results: [Timed<JoinedRow>] = []
    for index in seen.indices where !seen[index].isSettled {
      let one = seen[index]
      let reach = one.isLeft ? upper : -lower
      guard one.time + reach <= watermark else { continue }
      seen[index].isSettled = true
      guard !one.isMatched, one.isLeft ? form.keepsLeft : form.keepsRight else { continue }
      let value = one.record.value
      results.append(
        Timed(one.isLeft ? JoinedRow(value, nil) : JoinedRow(nil, value), one.time + max(0, reach)))
    }
    return results
  }
}

struct RetainedModel: JoinModel {
  let retention: Int64?
  let form: JoinForm
  private var seen: [SeenRecord] = []
  private var watermark = Int64.min
  private(set) var late: [Reading] = []

  init(retention: Int64?, form: JoinForm) {
    self.retention = retention
    self.form = form
  }

  private func isOver(_ time: Int64) -> Bool { retention.map { time + $0 <= watermark } ?? false }

  mutating func add(_ record: Reading, at time: Int64) -> [Timed<Change<JoinedRow>>] {
    guard !isOver(time) else {
      late.append(record)
      return []
    }
    var own = SeenRecord(record: record, time: time)
    var results: [Timed<Change<JoinedRow>>] = []
    for index in seen.indices where seen[index].isLeft != own.isLeft {
      let other = seen[index]
      guard other.hasKey(of: record), !isOver(other.time) else { continue }
      let both = max(time, other.time)
      if !other.isMatched, let alone = alone(other) { results.append(Timed(.remove(alone), both)) }
      let (left, right) = own.isLeft ? (own, other) : (other, own)
      results.append(Timed(.put(JoinedRow(left.record.value, right.record.value)), both))
      own.isMatched = true
      seen[index].isMatched = true
    }
    if !own.isMatched, let alone = alone(own) { results.append(Timed(.put(alone), time)) }
    seen.append(own)
    return results
  }

  private func alone(_ one: SeenRecord) -> JoinedRow? {
    if one.isLeft { return form.keepsLeft ? JoinedRow(one.record.value, nil) : nil }
    return form.keepsRight ? JoinedRow(nil, one.record.value) : nil
  }

  mutating func advance(to watermark: Int64) -> [Timed<Change<JoinedRow>>] {
    self.watermark = watermark
    return []
  }
}

struct TemporalModel: JoinModel {
  let keepsLeft: Bool
  let removals: Bool
  private var waiting: [SeenRecord] = []
  private var versions: [SeenRecord] = []
  private var watermark = Int64.min
  private(set) var late: [Reading] = []

  init(keepsLeft: Bool, removals: Bool) {
    self.keepsLeft = keepsLeft
    self.removals = removals
  }

  /// The newest version of a key at a time; the last of those with one time.
  private func version(of record: Reading, at time: Int64) -> SeenRecord? {
    versions.filter { $0.hasKey(of: record) && $0.time <= time }
      .reduce(nil) { newest, next in next.time >= newest?.time ?? .min ? next : newest }
  }

  private func isRemoval(_ version: SeenRecord) -> Bool {
    removals && version.record.value % 5 == 0
  }

  mutating func add(_ record: Reading, at time: Int64) -> [Timed<JoinedRow>] {
    let own = SeenRecord(record: record, time: time)
    if own.isLeft {
      if time > watermark { waiting.append(own) } else { late.append(record) }
      return []
    }
    if time <= watermark {
      let current = version(of: record, at: watermark)
      let mayBeRemoved = removals && current.map(isRemoval) ?? true
      if mayBeRemoved || current?.time ?? .min > time {
        // Late changes have no tag of their own to go to.
        if !removals { late.append(record) }
        return []
      }
    }
    versions.append(own)
    return []
  }

  mutating func advance(to watermark: Int64) -> [Timed<JoinedRow>] {
    self.watermark = watermark
    let due = waiting.filter { $0.time <= watermark }
    waiting.removeAll { $0.time <= watermark }
    return due.compactMap { one in
      if let version = version(of: one.record, at: one.time), !isRemoval(version) {
        return Timed(JoinedRow(one.record.value, version.record.value), one.time)
      }
      return keepsLeft ? Timed(JoinedRow(one.record.value, nil), one.time) : nil
    }
  }
}
