import WeirCore

/// What a temporal join keeps for one key.
public struct TemporalJoinEntry<Left: FieldValue, Version: FieldValue>: JoinEntry, Record {
  /// Records that wait until no version can come any more that holds at their time.
  @usableFromInline var waiting = JoinBuffer<Left>()
  /// The version that holds at the watermark and those after it; one for each time.
  @usableFromInline var versions = JoinBuffer<Version>()
  public var timerAt: Int64 = .max

  @inlinable public init() {}

  @inlinable public var isEmpty: Bool { waiting.isEmpty && versions.isEmpty }

  @inlinable public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("waiting", &waiting)
    try field("versions", &versions)
  }

  /// When the watermark next decides a record or outdates a version: by the next one, or by itself
  /// when it says that there is nothing.
  @inlinable func deadline(_ isRemoval: ((Version) -> Bool)?) -> Int64 {
    var deadline = min(
      waiting.firstTime ?? .max,
      versions.count > 1 ? versions.rows[versions.goneCount &+ 1].time : .max)
    if let isRemoval, !versions.isEmpty, isRemoval(versions.rows[versions.goneCount].value) {
      deadline = min(deadline, versions.rows[versions.goneCount].time)
    }
    return deadline
  }
}

/// The state of a temporal join: each left record at t meets the version with the greatest time
/// that is not after t.
///
/// It waits until the watermark reaches t. A version is kept until the watermark reaches the time
/// of the next one. A left record behind the watermark is late. A version behind it holds from the
/// watermark on; it is late when a newer one does already, or when there may have been a removal
/// that is forgotten.
public final class TemporalJoinState<Key: FieldValue, Left: FieldValue, Version: FieldValue> {
  public typealias Entry = TemporalJoinEntry<Left, Version>

  public let state: JoinState<Key, Entry>
  /// Whether a version says that there is nothing from its time on; nil: none does.
  @usableFromInline let isRemoval: ((Version) -> Bool)?

  @inlinable public init(keyGroups: KeyGroupRange, isRemoval: ((Version) -> Bool)? = nil) {
    self.isRemoval = isRemoval
    state = JoinState(keyGroups: keyGroups) { $0.deadline(isRemoval) }
  }

  /// Keeps records and versions. Gives nothing: only time decides.
  @inlinable @inline(__always)
  public func process(
    _ batch: Batch<Either<Left, Version>>, late: JoinLateness<Left, Version>,
    key: (Either<Left, Version>) throws -> Key
  ) throws {
    let times = try WindowInput.times(of: batch)
    let watermark = state.watermark
    while !batch.isEmpty {
      let time = times[batch.head].milliseconds
      guard EventTime(milliseconds: time).isOfEvent else { throw WindowInput.refuse(time) }
      let record = batch.removeFirst()
      if case .left = record, time <= watermark {
        state.refuse(record, time, late)
        continue
      }
      let recordKey = try key(record)
      let hash = recordKey.stableHash
      let entry = state.table.findOrInsert(recordKey, hash: hash) { Entry() }
      switch record {
      case .left(let left):
        entry.pointee.waiting.insert(left, at: time, isMatched: false)
      case .right(let version):
        if !take(version, time, &entry.pointee) { state.refuse(record, time, late) }
      }
      if entry.pointee.isEmpty {
        state.table.remove(recordKey, hash: hash)
      } else {
        state.schedule(entry.pointee.deadline(isRemoval), &entry.pointee, recordKey, hash)
      }
    }
  }

  /// Takes up a version; of two with one time the later holds. Returns false when it is late.
  @inlinable func take(_ version: Version, _ time: Int64, _ entry: inout Entry) -> Bool {
    let index = entry.versions.index(atOrAfter: time)
    let isBehind = time <= state.watermark
    if isBehind, isRemoval != nil, (entry.versions.firstTime ?? .max) > state.watermark {
      return false
    }
    if index == entry.versions.rows.count || entry.versions.rows[index].time > time {
      if index < entry.versions.rows.count, entry.versions.rows[index].time <= state.watermark {
        return false
      }
      entry.versions.insert(version, at: time, isMatched: false)
    } else {
      entry.versions.rows[index].value = version
    }
    if isBehind { prune(&entry) }
    return true
  }

  /// Frees the versions before the one that holds at the watermark, and that one too when it says
  /// that there is nothing.
  @inlinable func prune(_ entry: inout Entry) {
    let next = entry.versions.index(after: state.watermark)
    guard next > entry.versions.goneCount else { return }
    let isNothing = isRemoval?(entry.versions.rows[next &- 1].value) ?? false
    entry.versions.remove(before: isNothing ? next : next &- 1)
  }

  /// The version that holds at a time that the watermark has reached.
  @inlinable func version(at time: Int64, _ entry: Entry) -> Version? {
    let next = entry.versions.index(after: time)
    guard next > entry.versions.goneCount else { return nil }
    let version = entry.versions.rows[next &- 1].value
    return isRemoval?(version) ?? false ? nil : version
  }

  /// Gives the records that the watermark has reached, with their versions.
  @inlinable @inline(__always)
  public func advance<Output>(
    to watermark: EventTime, _ emitter: Emitter<Output>,
    results: JoinResults<Left, Version, Output>
  ) throws -> Bool {
    try state.advance(to: watermark, emitter) { entry in
      while let time = entry.waiting.firstTime, time <= state.watermark {
        guard !emitter.isFull else { return false }
        let record = entry.waiting.rows[entry.waiting.goneCount].value
        if let version = version(at: time, entry) {
          emitter.give(try results.pair(record, version), at: time)
        } else if let alone = results.left {
          emitter.give(try alone.put(record), at: time)
        }
        entry.waiting.removeFirst()
      }
      prune(&entry)
      return true
    }
  }
}

extension OperatorKernel {
  /// Records with the version of the other side that held at their time.
  @inlinable @inline(__always)
  public static func temporalJoin<Key: FieldValue, Left: FieldValue, Version: FieldValue>(
    keyGroups: KeyGroupRange, late: JoinLateness<Left, Version>,
    key: @escaping (Input) throws -> Key, isRemoval: ((Version) -> Bool)?,
    results: JoinResults<Left, Version, Output>
  ) -> OperatorKernel<Input, Output> where Input == Either<Left, Version> {
    let join = TemporalJoinState<Key, Left, Version>(keyGroups: keyGroups, isRemoval: isRemoval)
    var kernel = OperatorKernel<Input, Output> { batch, _ in
      try join.process(batch, late: late, key: key)
    }
    kernel.advance = { try join.advance(to: $0, $1, results: results) }
    kernel.carry(join.state, key: key)
    return kernel
  }
}
