import WeirCore

/// The window of one key over all of time.
@usableFromInline struct GlobalWindow<Accumulator: FieldValue>: FieldValue {
  @usableFromInline var accumulator: Accumulator
  /// Records since the last firing.
  @usableFromInline var pendingCount: Int64 = 0
  /// The greatest event time of the records in it; nil without event times.
  @usableFromInline var latest: EventTime?

  @inlinable init(accumulator: Accumulator) { self.accumulator = accumulator }

  @usableFromInline static var fieldType: FieldType {
    .record([
      .init(name: "accumulator", type: Accumulator.fieldType),
      .init(name: "pending", type: .int(bits: 64)),
      .init(name: "latest", type: .optional(.eventTime)),
    ])
  }

  @usableFromInline func encode(to encoder: inout some ValueEncoder) throws {
    try encoder.encode(
      record: Fields(accumulator: accumulator, pendingCount: pendingCount, latest: latest))
  }

  @usableFromInline static func decode(
    from decoder: inout some ValueDecoder
  ) throws -> GlobalWindow {
    let fields = try decoder.decodeRecord(Fields.self)
    guard let accumulator = fields.accumulator else {
      throw decoder.invalidValue("a window without accumulator")
    }
    var window = GlobalWindow(accumulator: accumulator)
    window.pendingCount = fields.pendingCount
    window.latest = fields.latest
    return window
  }

  struct Fields: Record {
    var accumulator: Accumulator?
    var pendingCount: Int64 = 0
    var latest: EventTime?
    init() {}
    init(accumulator: Accumulator, pendingCount: Int64, latest: EventTime?) {
      self.accumulator = accumulator
      self.pendingCount = pendingCount
      self.latest = latest
    }
    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("accumulator", &accumulator)
      try field("pending", &pendingCount)
      try field("latest", &latest)
    }
  }
}

extension OperatorCode {
  /// One window per key over all of time, with a trigger.
  @inlinable @inline(__always)
  public static func globalWindows<Key: FieldValue, Aggregate: AggregateFunction>(
    _ aggregate: Aggregate.Type, key: @escaping @Sendable (Input) throws -> Key,
    makeResult: @escaping @Sendable (Key, Window, Aggregate.Output) throws -> Output
  ) -> OperatorCode where Aggregate.Input == Input {
    typealias Windows = AggregatedWindows<GlobalWindowState<Key, Aggregate.Accumulator>, Aggregate>
    var code = OperatorCode(hash: { try key($0).stableHash }) { state, batch, emitter in
      let windows = unsafeDowncast(state, to: Windows.self)
      let aggregate = windows.aggregate
      try windows.state.process(
        batch, emitter, key: { try key($0) }, makeAccumulator: { aggregate.makeAccumulator() },
        add: { try aggregate.add($0, to: &$1) },
        makeResult: { try makeResult($0, .global, try aggregate.result(of: $1)) })
    }
    code.advance = { state, watermark, emitter in
      let windows = unsafeDowncast(state, to: Windows.self)
      let aggregate = windows.aggregate
      return try windows.state.advance(to: watermark, emitter) {
        try makeResult($0, .global, try aggregate.result(of: $1))
      }
    }
    return code
  }
}

extension OperatorKernel {
  /// Global windows in one subtask.
  /// - Parameter code: of ``OperatorCode/globalWindows(_:key:makeResult:)`` for the same types.
  @inlinable
  public static func globalWindows<Key: FieldValue, Aggregate: AggregateFunction>(
    _ code: OperatorCode<Input, Output>,
    _ windows: AggregatedWindows<GlobalWindowState<Key, Aggregate.Accumulator>, Aggregate>
  ) -> OperatorKernel<Input, Output> where Aggregate.Input == Input {
    let state = windows.state
    var kernel = code.kernel(of: windows, keyGroups: state.table.keyGroups)
    kernel.snapshot = { try state.snapshot() }
    kernel.restore = { try state.restore($0) }
    kernel.holdsWatermarks = state.firesAtEnd
    // All of time has no end that a record could come after.
    kernel.counters = { [("late", 0), ("partly_late", 0), ("late_refired", 0)] }
    return kernel
  }
}

/// The state of global windows.
public final class GlobalWindowState<Key: FieldValue, Accumulator: FieldValue> {
  @usableFromInline let table: KeyedTable<Key, GlobalWindow<Accumulator>>
  @usableFromInline let firingCount: Int64
  @usableFromInline let isPurging: Bool
  @usableFromInline let reached = ReachedWatermark()
  /// The next slot to fire at the end of input.
  @usableFromInline var cursor = 0

  /// Whether its results wait for the end of input.
  @inlinable var firesAtEnd: Bool { firingCount == .max }

  @inlinable public init(trigger: GlobalWindows.Trigger, keyGroups: KeyGroupRange) {
    table = KeyedTable(keyGroups: keyGroups)
    switch trigger {
    case .endOfInput:
      firingCount = .max
      isPurging = false
    case .count(let count, let purging):
      firingCount = Int64(count)
      isPurging = purging
    }
  }

  @inlinable @inline(__always)
  public func process<Input, Output>(
    _ batch: Batch<Input>, _ emitter: Emitter<Output>, key: (Input) throws -> Key,
    makeAccumulator: () -> Accumulator, add: (Input, inout Accumulator) throws -> Void,
    makeResult: (Key, Accumulator) throws -> Output
  ) throws {
    let times = batch.times
    let values = batch.values
    var index = batch.head
    let end = batch.count
    defer { batch.head = index }
    while index < end {
      let record = (values + index).move()
      let time = times?[index]
      index &+= 1
      let recordKey = try key(record)
      let window = table.findOrInsert(recordKey, hash: recordKey.stableHash) {
        GlobalWindow(accumulator: makeAccumulator())
      }
      try add(record, &window.pointee.accumulator)
      if let time { window.pointee.latest = max(window.pointee.latest ?? time, time) }
      if firesAtEnd { continue }
      window.pointee.pendingCount &+= 1
      guard window.pointee.pendingCount == firingCount else { continue }
      window.pointee.pendingCount = 0
      let result = try makeResult(recordKey, window.pointee.accumulator)
      emit(result, at: window.pointee.latest, emitter)
      if isPurging { window.pointee = GlobalWindow(accumulator: makeAccumulator()) }
      if emitter.isFull { return }
    }
  }

  /// Gives every key's result when input has ended, and forgets each key as it does so.
  @inlinable @inline(__always)
  public func advance<Output>(
    to watermark: EventTime, _ emitter: Emitter<Output>,
    makeResult: (Key, Accumulator) throws -> Output
  ) throws -> Bool {
    _ = reached.advance(to: watermark)
    guard watermark == .distantFuture, firesAtEnd else { return true }
    var slot = table.nextOccupied(from: cursor)
    while slot < table.slotCount {
      if emitter.isFull {
        cursor = slot
        return false
      }
      let window = table.value(at: slot)
      let result = try makeResult(table.key(at: slot), window.pointee.accumulator)
      emit(result, at: window.pointee.latest, emitter)
      slot = table.nextOccupied(from: slot &+ 1)
    }
    cursor = 0
    table.removeAll()
    return true
  }

  @inlinable @inline(__always)
  func emit<Output>(_ result: Output, at time: EventTime?, _ emitter: Emitter<Output>) {
    if let time { emitter.append(result, at: time) } else { emitter.append(result) }
  }

  /// Keys that have given their last result are left out.
  @inlinable public func snapshot() throws -> [(name: String, bytes: ByteBuffer)] {
    let buffer = ByteBuffer(capacity: 4096)
    KeyedSchema<Key, GlobalWindow<Accumulator>>.write(to: buffer)
    buffer.append(reached.watermark.milliseconds)
    try table.encode(to: buffer, from: cursor)
    return [("keyed", buffer)]
  }

  @inlinable public func restore(_ sections: [RestoredSection]) throws -> EventTime {
    reached.restore(try KeyedStateSection.decode(sections, into: table))
  }
}
