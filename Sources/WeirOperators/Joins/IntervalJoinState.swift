import WeirCore

/// The state of an interval join.
///
/// A left record at l has the right ones in [l + lower, l + upper] as its partners. It is kept
/// until the watermark reaches l + upper, a right record at r until the watermark reaches r −
/// lower: from then on every record that could be a partner is behind the watermark, and such
/// records are late.
public final class IntervalJoinState<Key: FieldValue, Left: FieldValue, Right: FieldValue> {
  public typealias Entry = BufferedJoinEntry<Left, Right>

  public let bounds: IntervalBounds
  public let state: JoinState<Key, Entry>

  @inlinable public init(bounds: IntervalBounds, keyGroups: KeyGroupRange) {
    self.bounds = bounds
    state = JoinState(keyGroups: keyGroups) { entry in
      min(
        entry.lefts.firstTime.map { $0 &+ bounds.upper } ?? .max,
        entry.rights.firstTime.map { $0 &- bounds.lower } ?? .max)
    }
  }

  /// Gives each record with its partners and keeps it for those that may still come. Stops when the
  /// emitter is full, in the middle of a record's partners too.
  @inlinable @inline(__always)
  public func process<Output>(
    _ batch: Batch<Either<Left, Right>>, _ emitter: Emitter<Output>,
    late: JoinLateness<Left, Right>, key: (Either<Left, Right>) throws -> Key,
    results: JoinResults<Left, Right, Output>
  ) throws {
    let times = try WindowInput.times(of: batch)
    let watermark = state.watermark
    while !batch.isEmpty, !emitter.isFull {
      let time = times[batch.head].milliseconds
      guard EventTime(milliseconds: time).isOfEvent else { throw WindowInput.refuse(time) }
      if time <= watermark {
        state.refuse(batch.removeFirst(), time, late)
        continue
      }
      let record = batch.values[batch.head]
      let recordKey = try key(record)
      let hash = recordKey.stableHash
      let entry = state.table.findOrInsert(recordKey, hash: hash) { Entry() }
      let isDone: Bool
      let deadline: Int64
      switch record {
      case .left(let left):
        deadline = time &+ bounds.upper
        isDone = try take(left: left, time, &entry.pointee, emitter, results)
      case .right(let right):
        deadline = time &- bounds.lower
        isDone = try take(right: right, time, &entry.pointee, emitter, results)
      }
      guard isDone else { return }
      if deadline > watermark {
        state.schedule(deadline, &entry.pointee, recordKey, hash)
      } else if entry.pointee.isEmpty {
        state.table.remove(recordKey, hash: hash)
      }
      _ = batch.removeFirst()
    }
  }

  /// Gives a left record with its partners from where it was interrupted on, and keeps it when more
  /// may come. Returns whether it is done.
  @inlinable @inline(__always)
  func take<Output>(
    left: Left, _ time: Int64, _ entry: inout Entry, _ emitter: Emitter<Output>,
    _ results: JoinResults<Left, Right, Output>
  ) throws -> Bool {
    var index = entry.rights.index(atOrAfter: time &+ bounds.lower) &+ entry.givenCount
    let end = entry.rights.index(after: time &+ bounds.upper)
    while index < end {
      guard !emitter.isFull else { return false }
      entry.rights.rows[index].isMatched = true
      entry.givenCount &+= 1
      emitter.give(
        try results.pair(left, entry.rights.rows[index].value),
        at: max(time, entry.rights.rows[index].time))
      index &+= 1
    }
    let isMatched = entry.givenCount > 0
    entry.givenCount = 0
    if time &+ bounds.upper > state.watermark {
      entry.lefts.insert(left, at: time, isMatched: isMatched)
    } else if !isMatched, let alone = results.left {
      emitter.give(try alone.put(left), at: time)
    }
    return true
  }

  /// As for a left record.
  @inlinable @inline(__always)
  func take<Output>(
    right: Right, _ time: Int64, _ entry: inout Entry, _ emitter: Emitter<Output>,
    _ results: JoinResults<Left, Right, Output>
  ) throws -> Bool {
    var index = entry.lefts.index(atOrAfter: time &- bounds.upper) &+ entry.givenCount
    let end = entry.lefts.index(after: time &- bounds.lower)
    while index < end {
      guard !emitter.isFull else { return false }
      entry.lefts.rows[index].isMatched = true
      entry.givenCount &+= 1
      emitter.give(
        try results.pair(entry.lefts.rows[index].value, right),
        at: max(time, entry.lefts.rows[index].time))
      index &+= 1
    }
    let isMatched = entry.givenCount > 0
    entry.givenCount = 0
    if time &- bounds.lower > state.watermark {
      entry.rights.insert(right, at: time, isMatched: isMatched)
    } else if !isMatched, let alone = results.right {
      emitter.give(try alone.put(right), at: time)
    }
    return true
  }
}

extension IntervalJoinState {
  /// Frees the records whose partners can no longer come, and gives those that had none.
  @inlinable @inline(__always)
  public func advance<Output>(
    to watermark: EventTime, _ emitter: Emitter<Output>,
    results: JoinResults<Left, Right, Output>
  ) throws -> Bool {
    let (lower, upper) = (bounds.lower, bounds.upper)
    return try state.advance(to: watermark, emitter) { entry in
      while let time = entry.lefts.firstTime, time &+ upper <= state.watermark {
        let first = entry.lefts.goneCount
        if let alone = results.left, !entry.lefts.rows[first].isMatched {
          guard !emitter.isFull else { return false }
          emitter.give(try alone.put(entry.lefts.rows[first].value), at: time &+ max(0, upper))
        }
        entry.lefts.removeFirst()
      }
      while let time = entry.rights.firstTime, time &- lower <= state.watermark {
        let first = entry.rights.goneCount
        if let alone = results.right, !entry.rights.rows[first].isMatched {
          guard !emitter.isFull else { return false }
          emitter.give(try alone.put(entry.rights.rows[first].value), at: time &- min(0, lower))
        }
        entry.rights.removeFirst()
      }
      return true
    }
  }
}

extension OperatorKernel {
  /// Pairs of records whose times lie within bounds of each other.
  @inlinable @inline(__always)
  public static func intervalJoin<Key: FieldValue, Left: FieldValue, Right: FieldValue>(
    _ bounds: IntervalBounds, keyGroups: KeyGroupRange, late: JoinLateness<Left, Right>,
    key: @escaping (Input) throws -> Key,
    results: JoinResults<Left, Right, Output>
  ) -> OperatorKernel<Input, Output> where Input == Either<Left, Right> {
    let join = IntervalJoinState<Key, Left, Right>(bounds: bounds, keyGroups: keyGroups)
    var kernel = OperatorKernel<Input, Output> { batch, emitter in
      try join.process(batch, emitter, late: late, key: key, results: results)
    }
    kernel.advance = { try join.advance(to: $0, $1, results: results) }
    kernel.carry(join.state, key: key)
    return kernel
  }
}
