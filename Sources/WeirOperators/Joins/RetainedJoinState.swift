import WeirCore

/// The state of a join in which every record of one side is a partner of every record of the other
/// with its key, while both are kept.
///
/// A record at t is kept until the watermark reaches t + retention, or for ever. One that comes
/// after that is late. Results are corrected, not held back: a record without partners gives its
/// result alone at once, and that is taken back with its first partner. Where a key has one right
/// record at most, a left record is kept only until it has met that.
public final class RetainedJoinState<Key: FieldValue, Left: FieldValue, Right: FieldValue> {
  public typealias Entry = RetainedJoinEntry
  /// What an entry is written as.
  @usableFromInline typealias Written = BufferedJoinEntry<Left, Right>

  /// Milliseconds; nil: for ever.
  public let retention: Int64?
  /// Whether results have times: those of both sides must.
  public let isTimed: Bool
  /// Whether a key has one right record at most.
  public let isRightUnique: Bool
  public let state: JoinState<Key, Entry>
  @usableFromInline let lefts: JoinRowPool<Left>
  @usableFromInline let rights: JoinRowPool<Right>
  /// The partner that a record that was interrupted gets next; none after a restore.
  @usableFromInline let nextPartner: UnsafeMutablePointer<UInt32>

  @inlinable public init(
    retention: Retention, isTimed: Bool, isRightUnique: Bool, keyGroups: KeyGroupRange
  ) {
    let limit = retention.milliseconds
    self.retention = limit
    self.isTimed = isTimed
    self.isRightUnique = isRightUnique
    let (lefts, rights) = (JoinRowPool<Left>(), JoinRowPool<Right>())
    (self.lefts, self.rights) = (lefts, rights)
    nextPartner = .allocate(capacity: 1)
    nextPartner.initialize(to: JoinRowNumber.none)
    state = JoinState(keyGroups: keyGroups) { entry in
      guard let limit else { return .max }
      return min(
        lefts.firstTime(entry.lastLeft).map { $0 &+ limit } ?? .max,
        rights.firstTime(entry.lastRight).map { $0 &+ limit } ?? .max)
    }
  }

  deinit {
    if !_isPOD(Left.self) || !_isPOD(Right.self) { removeAll() }
    lefts.destroy()
    rights.destroy()
    nextPartner.deallocate()
  }

  @inlinable func removeAll() {
    var slot = state.table.nextOccupied(from: 0)
    while slot < state.table.slotCount {
      let entry = state.table.value(at: slot)
      lefts.removeAll(&entry.pointee.lastLeft)
      rights.removeAll(&entry.pointee.lastRight)
      slot = state.table.nextOccupied(from: slot &+ 1)
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
      let entry = state.table.findOrInsert(recordKey, hash: hash) {
        Entry(lastLeft: JoinRowNumber.none, lastRight: JoinRowNumber.none)
      }
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
    let last = entry.lastRight
    var partner = firstPartner(entry.givenCount, rights, last)
    while partner != JoinRowNumber.none {
      guard !emitter.isFull else { return interrupt(before: partner, entry) }
      // The row is read in place: a copy would cost more than all the rest.
      let row = rights.row(partner)
      let both = max(time, row.pointee.time)
      if !row.pointee.isMatched {
        if let remove = results.right?.remove {
          give(try remove(row.pointee.value), both, isTimed, emitter)
        }
        row.pointee.isMatched = true
      }
      entry.givenCount &+= 1
      give(try results.pair(left, row.pointee.value), both, isTimed, emitter)
      partner = rights.next(partner, last)
    }
    let isMatched = entry.givenCount > 0
    entry.givenCount = 0
    if isMatched, isRightUnique { return true }
    try lefts.insert(left, at: time, isMatched: isMatched, &entry.lastLeft)
    if !isMatched, let alone = results.left { give(try alone.put(left), time, isTimed, emitter) }
    return true
  }

  /// As for a left record.
  @inlinable @inline(__always)
  func take<Output>(
    right: Right, _ time: Int64, _ isTimed: Bool, _ entry: inout Entry,
    _ emitter: Emitter<Output>, _ results: JoinResults<Left, Right, Output>
  ) throws -> Bool {
    let last = entry.lastLeft
    var partner = firstPartner(entry.givenCount, lefts, last)
    while partner != JoinRowNumber.none {
      guard !emitter.isFull else { return interrupt(before: partner, entry) }
      let row = lefts.row(partner)
      let both = max(time, row.pointee.time)
      if !row.pointee.isMatched {
        if let remove = results.left?.remove {
          give(try remove(row.pointee.value), both, isTimed, emitter)
        }
        row.pointee.isMatched = true
      }
      entry.givenCount &+= 1
      give(try results.pair(row.pointee.value, right), both, isTimed, emitter)
      partner = lefts.next(partner, last)
    }
    let isMatched = entry.givenCount > 0
    entry.givenCount = 0
    if isRightUnique { lefts.removeAll(&entry.lastLeft) }
    try rights.insert(right, at: time, isMatched: isMatched, &entry.lastRight)
    if !isMatched, let alone = results.right { give(try alone.put(right), time, isTimed, emitter) }
    return true
  }

  /// The partner that a record begins with or goes on with.
  @inlinable @inline(__always)
  func firstPartner<Side>(_ givenCount: UInt32, _ rows: JoinRowPool<Side>, _ last: UInt32) -> UInt32
  {
    givenCount == 0 ? rows.first(last) : nextPartner(after: givenCount, rows, last)
  }

  @inlinable @inline(never)
  func nextPartner<Side>(
    after givenCount: UInt32, _ rows: JoinRowPool<Side>, _ last: UInt32
  ) -> UInt32 {
    var partner = nextPartner.pointee
    nextPartner.pointee = JoinRowNumber.none
    if partner != JoinRowNumber.none { return partner }
    partner = rows.first(last)
    for _ in 0..<givenCount where partner != JoinRowNumber.none {
      partner = rows.next(partner, last)
    }
    return partner
  }

  /// Notes where a record goes on that is not done.
  @inlinable func interrupt(before partner: UInt32, _ entry: Entry) -> Bool {
    // One that has given nothing begins anew and would leave the note to another key's record.
    nextPartner.pointee = entry.givenCount == 0 ? JoinRowNumber.none : partner
    return false
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
      while let time = lefts.firstTime(entry.lastLeft), time &+ retention <= state.watermark {
        lefts.removeFirst(&entry.lastLeft)
      }
      while let time = rights.firstTime(entry.lastRight), time &+ retention <= state.watermark {
        rights.removeFirst(&entry.lastRight)
      }
      return true
    }
  }
}

extension RetainedJoinState {
  @inlinable func snapshot() throws -> [(name: String, bytes: ByteBuffer)] {
    try KeyedStateSection.encode(
      state.table, as: Written.self, watermark: EventTime(milliseconds: state.watermark)
    ) { entry, encoder in
      // The fields of a ``BufferedJoinEntry`` in their order.
      try lefts.encode(entry.pointee.lastLeft, to: &encoder)
      try rights.encode(entry.pointee.lastRight, to: &encoder)
      try Int(entry.pointee.givenCount).encode(to: &encoder)
    }
  }

  /// Takes up the keys of this state's key groups from sections that had reached one watermark.
  @inlinable func restore(_ sections: [RestoredSection]) throws -> EventTime {
    nextPartner.pointee = JoinRowNumber.none
    let reached = try KeyedStateSection.decode(
      sections, as: Written.self, into: state.table
    ) { written in
      try Entry(
        lastLeft: lefts.insert(written.lefts), lastRight: rights.insert(written.rights),
        givenCount: UInt32(clamping: written.givenCount))
    }
    state.resume(at: reached)
    return reached
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
    kernel.snapshot = { try join.snapshot() }
    kernel.restore = { try join.restore($0) }
    kernel.carryCounts(of: join.state, key: key)
    return kernel
  }
}
