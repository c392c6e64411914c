import WeirCore

/// What a keyed process function keeps for one key: its state and its timers.
@usableFromInline struct ProcessEntry<State: FieldValue> {
  @usableFromInline var state: State?
  /// Registered timers in the order of registration; the truth that the queues are checked against.
  @usableFromInline var timers = KeyTimers()
  @inlinable init() {}
}

/// A run over the timers that are due.
@usableFromInline struct TimerPass {
  @usableFromInline let kind: TimerKind
  @usableFromInline let limit: Int64
  /// For timers that the present callback registers within the limit.
  @usableFromInline let chainLength: UInt32
  /// Whether the present callback has registered a timer within the limit.
  @usableFromInline var hasRegistered = false
  @inlinable init(kind: TimerKind, limit: Int64, chainLength: UInt32) {
    self.kind = kind
    self.limit = limit
    self.chainLength = chainLength
  }
}

/// The state of a keyed process function: entries by key, and the queues of both kinds of timers.
public final class ProcessState<Key: FieldValue, State: FieldValue> {
  /// Behind a pointer, so that the record loop pays for no exclusivity checks.
  @usableFromInline struct Progress {
    @usableFromInline var watermark = EventTime.distantPast
    @usableFromInline var firedThrough = EventTime.distantPast
    @usableFromInline var pass: TimerPass?
    @inlinable init() {}
  }

  @usableFromInline let table: KeyedTable<Key, ProcessEntry<State>>
  @usableFromInline let eventTimers: TimerQueue<Key>
  @usableFromInline let processingTimers: TimerQueue<Key>
  @usableFromInline let progress: UnsafeMutablePointer<Progress>

  @inlinable public init(keyGroups: KeyGroupRange) {
    table = KeyedTable(keyGroups: keyGroups)
    eventTimers = TimerQueue(keyGroupCount: keyGroups.keyGroupCount)
    processingTimers = TimerQueue(keyGroupCount: keyGroups.keyGroupCount)
    progress = .allocate(capacity: 1)
    progress.initialize(to: Progress())
  }

  deinit { progress.deallocate() }

  /// The operator's watermark.
  @inlinable public var watermark: EventTime {
    get { progress.pointee.watermark }
    set { progress.pointee.watermark = newValue }
  }

  /// The last watermark whose timers have all fired.
  @inlinable var firedThrough: EventTime {
    get { progress.pointee.firedThrough }
    set { progress.pointee.firedThrough = newValue }
  }

  /// The pass that is calling back now.
  @inlinable var pass: TimerPass? {
    get { progress.pointee.pass }
    set { progress.pointee.pass = newValue }
  }

  /// Runs `body` on a key's state, carries out its timer requests and forgets the key when nothing
  /// of it is left.
  @inlinable @inline(__always)
  func update(
    _ key: Key, hash: UInt64, timers: Timers, _ body: (inout State?) throws -> Void
  ) throws {
    let entry = table.findOrInsert(key, hash: hash) { ProcessEntry() }
    try update(entry, key, hash, timers, body)
  }

  /// As ``update(_:hash:timers:_:)`` for a key that has been found.
  @inlinable @inline(__always)
  func update(
    _ entry: UnsafeMutablePointer<ProcessEntry<State>>, _ key: Key, _ hash: UInt64,
    _ timers: Timers, _ body: (inout State?) throws -> Void
  ) throws {
    let hadState = entry.pointee.state != nil
    try body(&entry.pointee.state)
    let hasState = entry.pointee.state != nil
    if hadState, !hasState {
      entry.pointee.timers = KeyTimers()
      timers.removeAll()
    } else if !timers.isEmpty {
      carryOut(timers, key, hash, entry)
    }
    if !hasState, entry.pointee.timers.isEmpty { table.remove(holding: entry) }
  }

  @inlinable @inline(never)
  func carryOut(
    _ timers: Timers, _ key: Key, _ hash: UInt64,
    _ entry: UnsafeMutablePointer<ProcessEntry<State>>
  ) {
    timers.takeAll { request in
      switch request {
      case .register(let timer):
        guard !entry.pointee.timers.contains(timer) else { return }
        entry.pointee.timers.append(timer)
        enqueue(timer, key, hash)
      case .delete(let timer):
        _ = entry.pointee.timers.remove(timer)
      }
    }
  }

  @inlinable func enqueue(_ timer: FiredTimer, _ key: Key, _ hash: UInt64) {
    let time = timer.time.milliseconds
    var chainLength: UInt32 = 0
    if let pass, pass.kind == timer.kind, time <= pass.limit { chainLength = pass.chainLength }
    switch timer.kind {
    case .eventTime:
      eventTimers.insert(time: time, hash: hash, key: key, chainLength: chainLength)
    case .processingTime:
      processingTimers.insert(time: time, hash: hash, key: key, chainLength: chainLength)
    }
  }
}

extension ProcessState {
  @inlinable func snapshot() throws -> [(name: String, bytes: ByteBuffer)] {
    let buffer = ByteBuffer(capacity: 4096)
    KeyedSchema<Key, State?>.write(to: buffer)
    buffer.append(watermark.milliseconds)
    buffer.append(firedThrough.milliseconds)
    buffer.append(UInt64(table.count))
    var encoder = BinaryEncoder(buffer: buffer)
    var slot = table.nextOccupied(from: 0)
    while slot < table.slotCount {
      try table.key(at: slot).encode(to: &encoder)
      let entry = table.value(at: slot)
      try entry.pointee.state.encode(to: &encoder)
      buffer.append(UInt32(truncatingIfNeeded: entry.pointee.timers.count))
      for timer in entry.pointee.timers.inOrder {
        buffer.append(timer.kind.rawValue)
        buffer.append(timer.time.milliseconds)
      }
      slot = table.nextOccupied(from: slot &+ 1)
    }
    return [("process", buffer)]
  }

  /// Takes up the keys of this state's key groups from sections that had reached one watermark.
  @inlinable func restore(_ sections: [RestoredSection]) throws -> EventTime {
    var fired: EventTime?
    for restored in sections {
      try restored.section.bytes.withUnsafeBytes { bytes in
        var decoder = BinaryDecoder(bytes)
        let schema = try KeyedSchema<Key, State?>(from: &decoder)
        watermark = max(watermark, EventTime(milliseconds: try decoder.read(Int64.self)))
        let passed = try decoder.decodeEventTime()
        fired = min(fired ?? passed, passed)
        for _ in 0..<(try table.readCount(from: &decoder)) {
          try restoreEntry(from: &decoder, schema)
        }
      }
    }
    table.shrink()
    firedThrough = fired ?? .distantPast
    return watermark
  }

  @inlinable func restoreEntry(
    from decoder: inout BinaryDecoder, _ schema: KeyedSchema<Key, State?>
  ) throws {
    let key = try schema.keys.decode(&decoder)
    var entry = ProcessEntry<State>()
    entry.state = try schema.values.decode(&decoder)
    for _ in 0..<(try decoder.read(UInt32.self)) {
      guard let kind = TimerKind(rawValue: try decoder.read(UInt8.self)) else {
        throw decoder.invalidValue("a timer of no known kind")
      }
      entry.timers.append(FiredTimer(time: try decoder.decodeEventTime(), kind: kind))
    }
    let hash = key.stableHash
    guard table.keyGroups.contains(hash: hash) else { return }
    _ = table.findOrInsert(key, hash: hash) { entry }
    for timer in entry.timers.inOrder { enqueue(timer, key, hash) }
  }
}

extension ProcessState {
  /// Whether a key is one of those that this state may hold.
  public func holds(_ key: Key) -> Bool { table.keyGroups.contains(hash: key.stableHash) }

  /// The state of a key; nil when there is none.
  public func state(of key: Key) -> State? {
    table.find(key, hash: key.stableHash)?.pointee.state
  }

  /// The timers of a key that have not fired, in the order of registration.
  public func timers(of key: Key) -> [FiredTimer] {
    table.find(key, hash: key.stableHash)?.pointee.timers.inOrder ?? []
  }
}
