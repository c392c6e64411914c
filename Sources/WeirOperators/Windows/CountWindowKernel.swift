import WeirCore

/// The records that one key's next count window has so far.
@usableFromInline struct CountedRecords<Accumulator: FieldValue>: Record {
  /// Full parts, oldest first, and the one that is being filled.
  @usableFromInline var parts: [CountedPart<Accumulator>] = []
  /// Records in the last part.
  @usableFromInline var lastCount = 0
  /// Records since the last result.
  @usableFromInline var pendingCount = 0

  @inlinable init() {}
  @usableFromInline mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("parts", &parts)
    try field("last", &lastCount)
    try field("pending", &pendingCount)
  }
}

/// Records that follow each other, aggregated.
@usableFromInline struct CountedPart<Accumulator: FieldValue>: Record {
  @usableFromInline var accumulator: Accumulator?
  /// The bounds of its event times; nil without event times.
  @usableFromInline var earliest: EventTime?
  @usableFromInline var latest: EventTime?

  @inlinable init() {}
  @usableFromInline mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("accumulator", &accumulator)
    try field("earliest", &earliest)
    try field("latest", &latest)
  }

  @inlinable mutating func widen(_ earliest: EventTime?, _ latest: EventTime?) {
    if let earliest { self.earliest = min(self.earliest ?? earliest, earliest) }
    if let latest { self.latest = max(self.latest ?? latest, latest) }
  }
}

extension OperatorCode {
  /// Windows of so many records of a key.
  @inlinable @inline(__always)
  public static func countWindows<Key: FieldValue, Aggregate: AggregateFunction>(
    _ aggregate: Aggregate.Type, key: @escaping @Sendable (Input) throws -> Key,
    makeResult: @escaping @Sendable (Key, Window, Aggregate.Output) throws -> Output
  ) -> OperatorCode where Aggregate.Input == Input {
    OperatorCode(hash: { try key($0).stableHash }) { state, batch, emitter in
      let state = unsafeDowncast(state, to: CountWindowState<Key, Aggregate>.self)
      try state.process(
        batch, emitter, key: { try key($0) }, makeResult: { try makeResult($0, $1, $2) })
    }
  }
}

extension OperatorKernel {
  /// Windows of so many records in one subtask.
  /// - Parameter code: of ``OperatorCode/countWindows(_:key:makeResult:)`` for the same types.
  @inlinable
  public static func countWindows<Key: FieldValue, Aggregate: AggregateFunction>(
    _ code: OperatorCode<Input, Output>, _ state: CountWindowState<Key, Aggregate>
  ) -> OperatorKernel<Input, Output> where Aggregate.Input == Input {
    var kernel = code.kernel(of: state, keyGroups: state.table.keyGroups)
    kernel.advance = { watermark, _ in state.reached.advance(to: watermark) }
    kernel.snapshot = {
      try KeyedStateSection.encode(state.table, watermark: state.reached.watermark)
    }
    kernel.restore = { sections in
      state.reached.restore(try KeyedStateSection.decode(sections, into: state.table))
    }
    // A count has no end of time that a record could come after.
    kernel.counters = { [("late", 0), ("partly_late", 0), ("late_refired", 0)] }
    return kernel
  }
}

/// The state of count windows. A key that waits for no further record of a window is forgotten.
public final class CountWindowState<Key: FieldValue, Aggregate: AggregateFunction> {
  @usableFromInline let table: KeyedTable<Key, CountedRecords<Aggregate.Accumulator>>
  @usableFromInline let windows: CountWindows
  @usableFromInline let slice: Int
  @usableFromInline let aggregate: Aggregate
  @usableFromInline let reached = ReachedWatermark()

  @inlinable
  public init(_ windows: CountWindows, _ aggregate: Aggregate, keyGroups: KeyGroupRange) {
    table = KeyedTable(keyGroups: keyGroups)
    self.windows = windows
    self.aggregate = aggregate
    slice = windows.slice
  }

  @inlinable @inline(__always)
  func process<Output>(
    _ batch: Batch<Aggregate.Input>, _ emitter: Emitter<Output>,
    key: (Aggregate.Input) throws -> Key,
    makeResult: (Key, Window, Aggregate.Output) throws -> Output
  ) throws {
    while !batch.isEmpty, !emitter.isFull {
      let time = batch.times?[batch.head]
      let record = batch.removeFirst()
      let recordKey = try key(record)
      let hash = recordKey.stableHash
      let records = table.findOrInsert(recordKey, hash: hash) { CountedRecords() }
      try add(record, time, to: &records.pointee)
      guard records.pointee.pendingCount == windows.step else { continue }
      let whole = try merged(records.pointee)
      var window = Window.global
      if let earliest = whole.earliest, let latest = whole.latest {
        window = Window(start: earliest, end: latest.advanced(byMilliseconds: 1))
      }
      let accumulator = whole.accumulator ?? aggregate.makeAccumulator()
      let result = try makeResult(recordKey, window, try aggregate.result(of: accumulator))
      if let latest = whole.latest {
        emitter.append(result, at: latest)
      } else {
        emitter.append(result)
      }
      records.pointee.pendingCount = 0
      let keptCount = (windows.size - windows.step) / slice
      records.pointee.parts.removeFirst(max(0, records.pointee.parts.count - keptCount))
      if keptCount == 0 { table.remove(recordKey, hash: hash) }
    }
  }

  @inlinable func add(
    _ record: Aggregate.Input, _ time: EventTime?,
    to records: inout CountedRecords<Aggregate.Accumulator>
  ) throws {
    if records.parts.isEmpty || records.lastCount == slice {
      records.parts.append(CountedPart())
      records.lastCount = 0
    }
    let last = records.parts.count - 1
    var accumulator = records.parts[last].accumulator.take() ?? aggregate.makeAccumulator()
    try aggregate.add(record, to: &accumulator)
    records.parts[last].accumulator = accumulator
    records.parts[last].widen(time, time)
    records.lastCount &+= 1
    records.pendingCount &+= 1
  }

  /// All parts as one, oldest first.
  @inlinable func merged(
    _ records: CountedRecords<Aggregate.Accumulator>
  ) throws -> CountedPart<Aggregate.Accumulator> {
    guard records.parts.count > 1 else { return records.parts.first ?? CountedPart() }
    var whole = CountedPart<Aggregate.Accumulator>()
    var accumulator = aggregate.makeAccumulator()
    for part in records.parts {
      if let some = part.accumulator { try aggregate.merge(some, into: &accumulator) }
      whole.widen(part.earliest, part.latest)
    }
    whole.accumulator = accumulator
    return whole
  }
}
