import WeirCore

/// The state of a join in which every record of one side is a partner of every record of the other
/// with its key, while both are kept.
///
/// A record at t is kept until the watermark reaches t + retention, or for ever. One that comes
/// after that is late. Results are corrected, not held back: a record without partners gives its
/// result alone at once, and that is taken back with its first partner. Where a key has one right
/// record at most, a left record is kept only until it has met that.
public final class RetainedJoinState<Key: FieldValue, Left: FieldValue, Right: FieldValue> {
  public typealias Entry = BufferedJoinEntry<Left, Right>

  /// Milliseconds; nil: for ever.
  public let retention: Int64?
  /// Whether results have times: those of both sides must.
  public let isTimed: Bool
  /// Whether a key has one right record at most.
  public let isRightUnique: Bool
  public let state: JoinState<Key, Entry>

  @inlinable public init(
    retention: Retention, isTimed: Bool, isRightUnique: Bool, keyGroups: KeyGroupRange
  ) {
    let limit = retention.milliseconds
    self.retention = limit
    self.isTimed = isTimed
    self.isRightUnique = isRightUnique
    state = JoinState(keyGroups: keyGroups) { entry in
      guard let limit else { return .max }
      return min(
        entry.lefts.firstTime.map { $0 &+ limit } ?? .max,
        entry.rights.firstTime.map { $0 &+ limit } ?? .max)
    }
  }

  /// Gives each record with its partners and keeps it. Stops when the emitter is full, in the
  /// middle of a record's partners too.
  @inlinable @inline(__always)
  public func process<Output>(
    _ batch: Batch<Either<Left, Right>>, _ emitter: Emitter<Output>,
    late: JoinLateness<Left, Right>, key: (Either<Left, Right>) throws -> Key,
    results: JoinResults<Left, Right, Output>
  ) throws {
    let times = retention == nil ? batch.times : try WindowInput.times(of: batch)
    let isTimed = isTimed && times != nil
    let values = batch.values
    let count = batch.count
    var index = batch.head
    defer { batch.head = index }
    while index < count, !emitter.isFull {
      let time = times?[index].milliseconds ?? 0
      guard EventTime(milliseconds: time).isOfEvent else { throw WindowInput.refuse(time) }
      if let retention, time &+ retention <= state.watermark {
        let record = (values + index).move()
        index &+= 1
        state.refuse(record, time, late)
        continue
      }
      let recordKey = try key(values[index])
      let hash = recordKey.stableHash
      let entry = state.table.findOrInsert(recordKey, hash: hash) { Entry() }
      let isDone: Bool
      switch values[index] {
      case .left(let left):
        isDone = try take(left: left, time, isTimed, &entry.pointee, emitter, results)
      case .right(let right):
        isDone = try take(right: right, time, isTimed, &entry.pointee, emitter, results)
      }
      guard isDone else { return }
      if let retention {
        state.schedule(time &+ retention, &entry.pointee, recordKey, hash)
      }
      (values + index).deinitialize(count: 1)
      index &+= 1
    }
  }

  /// Gives a left record with its partners from where it was interrupted on, and keeps it. Returns
  /// whether it is done.
  @inlinable @inline(__always)
  func take<Output>(
    left: Left, _ time: Int64, _ isTimed: Bool, _ entry: inout Entry,
    _ emitter: Emitter<Output>, _ results: JoinResults<Left, Right, Output>
  ) throws -> Bool {
    while entry.givenCount < entry.rights.count {
      guard !emitter.isFull else { return false }
      let index = entry.rights.goneCount &+ entry.givenCount
      // The row is read in place: a copy would cost more than all the rest.
      let both = max(time, entry.rights.rows[index].time)
      if !entry.rights.rows[index].isMatched {
        if let remove = results.right?.remove {
          give(try remove(entry.rights.rows[index].value), both, isTimed, emitter)
        }
        entry.rights.rows[index].isMatched = true
      }
      entry.givenCount &+= 1
      give(try results.pair(left, entry.rights.rows[index].value), both, isTimed, emitter)
    }
    let isMatched = entry.givenCount > 0
    entry.givenCount = 0
    if isMatched, isRightUnique { return true }
    entry.lefts.insert(left, at: time, isMatched: isMatched)
    if !isMatched, let alone = results.left { give(try alone.put(left), time, isTimed, emitter) }
    return true
  }

  /// As for a left record.
  @inlinable @inline(__always)
  func take<Output>(
    right: Right, _ time: Int64, _ isTimed: Bool, _ entry: inout Entry,
    _ emitter: Emitter<Output>, _ results: JoinResults<Left, Right, Output>
  ) throws -> Bool {
    while entry.givenCount < entry.lefts.count {
      guard !emitter.isFull else { return false }
      let index = entry.lefts.goneCount &+ entry.givenCount
      let both = max(time, entry.lefts.rows[index].time)
      if !entry.lefts.rows[index].isMatched {
        if let remove = results.left?.remove {
          give(try remove(entry.lefts.rows[index].value), both, isTimed, emitter)
        }
        entry.lefts.rows[index].isMatched = true
      }
      entry.givenCount &+= 1
      give(try results.pair(entry.lefts.rows[index].value, right), both, isTimed, emitter)
    }
    let isMatched = entry.givenCount > 0
    entry.givenCount = 0
    if isRightUnique { entry.lefts = JoinBuffer() }
    entry.rights.insert(right, at: time, isMatched: isMatched)
    if !isMatched, let alone = results.right { give(try alone.put(right), time, isTimed, emitter) }
    return true
  }

  @inlinable @inline(__always)
  func give<Output>(
    _ record: Output, _ time: Int64, _ isTimed: Bool, _ emitter: Emitter<Output>
  ) {
    if isTimed { emitter.give(record, at: time) } else { emitter.append(record) }
  }

  /// Frees the records whose retention is over.
  @inlinable @inline(__always)
  public func advance<Output>(to watermark: EventTime, _ emitter: Emitter<Output>) throws -> Bool {
    try state.advance(to: watermark, emitter) { entry in
      guard let retention else { return true }
      while let time = entry.lefts.firstTime, time &+ retention <= state.watermark {
        entry.lefts.removeFirst()
      }
      while let time = entry.rights.firstTime, time &+ retention <= state.watermark {
        entry.rights.removeFirst()
      }
      return true
    }
  }
}

extension OperatorKernel {
  /// Pairs of all records with one key.
  @inlinable @inline(__always)
  public static func retainedJoin<Key: FieldValue, Left: FieldValue, Right: FieldValue>(
    _ retention: Retention, isTimed: Bool, isRightUnique: Bool, keyGroups: KeyGroupRange,
    late: JoinLateness<Left, Right>, key: @escaping (Input) throws -> Key,
    results: JoinResults<Left, Right, Output>
  ) -> OperatorKernel<Input, Output> where Input == Either<Left, Right> {
    let join = RetainedJoinState<Key, Left, Right>(
      retention: retention, isTimed: isTimed, isRightUnique: isRightUnique, keyGroups: keyGroups)
    var kernel = OperatorKernel<Input, Output> { batch, emitter in
      try join.process(batch, emitter, late: late, key: key, results: results)
    }
    kernel.advance = { try join.advance(to: $0, $1) }
    kernel.carry(join.state, key: key)
    return kernel
  }
}
