import WeirCore

/// Gives records their event times and makes watermarks from them, one generator per split.
///
/// The watermark is the least over the splits that are being read and not idle. A split that is
/// registered and has said nothing yet counts as the distant past.
public final class TimestampOperator<Element: FieldValue>: ChainOperator {
  /// A class, so that neither looking at all of them nor moving one copies a clock.
  private final class SplitClock {
    let id: String
    @exclusivity(unchecked) var generator: any WatermarkGenerator
    @exclusivity(unchecked) var isIdle = false
    @exclusivity(unchecked) var isFinished = false

    init(id: String, generator: any WatermarkGenerator) {
      self.id = id
      self.generator = generator
    }
  }

  private let assign: (Batch<Element>) throws -> Void
  private let strategy: WatermarkStrategy
  private let singles = BatchPool<Element>(batchCapacity: 1)
  @exclusivity(unchecked) private var splits: [Int32: SplitClock] = [:]
  private var restored: [String: Int64] = [:]
  @exclusivity(unchecked) private var emitted = EventTime.distantPast
  @exclusivity(unchecked) private var isIdle = false
  @exclusivity(unchecked) private var hasEnded = false

  /// - Parameter assign: writes the event time of every record of a batch, one that events may have.
  public init(
    id: OperatorID, context: ChainContext, strategy: WatermarkStrategy,
    assign: @escaping (Batch<Element>) throws -> Void
  ) {
    self.assign = assign
    self.strategy = strategy
    super.init(id: id, context: context)
  }

  public override var hasProcessingTimers: Bool { false }

  public override var idleTimeout: Duration? { strategy.idleTimeout }

  public override var readLimit: Int? { strategy.isPunctuated ? 1 : nil }

  public override func receive(_ batch: AnyBatch) throws {
    let batch = unsafeDowncast(batch, to: Batch<Element>.self)
    recordsIn &+= UInt64(truncatingIfNeeded: batch.remaining)
    recordsOut = recordsIn
    try assign(batch)
    if strategy.isPunctuated, batch.remaining > 1 { return try passSingly(batch) }
    try pass(batch)
  }

  private func pass(_ batch: Batch<Element>) throws {
    observe(batch)
    try outputs[0].emit(batch)
    try advance()
  }

  /// Passes records on one by one, where the chain makes several of what is read at once.
  private func passSingly(_ batch: Batch<Element>) throws {
    while !batch.isEmpty {
      let time = batch.times?[batch.head]
      let single = singles.take()
      single.split = batch.split
      if let time { single.append(batch.removeFirst(), at: time) }
      try pass(single)
    }
    batch.recycle()
  }

  /// Throws the error for the first record of a batch whose time no event may have.
  public static func refuse(_ batch: Batch<Element>) throws {
    guard let times = batch.times else { return }
    for index in batch.head..<batch.count where !times[index].isOfEvent {
      throw WeirError(.malformedInput, times[index].refusal, isRetriable: false)
    }
  }

  private func observe(_ batch: Batch<Element>) {
    // Records of an unknown split move no clock: that holds time back, and never lets it run ahead.
    guard batch.split >= 0, let times = batch.times else { return }
    let seen = UnsafeBufferPointer(start: times + batch.head, count: batch.remaining)
    let clock = splits[batch.split] ?? register(batch.split, id: "")
    clock.generator.observe(seen)
  }

  @discardableResult
  private func register(_ index: Int32, id: String) -> SplitClock {
    var generator = strategy.makeGenerator()
    if let snapshot = restored.removeValue(forKey: id) { generator.restore(snapshot) }
    let clock = SplitClock(id: id, generator: generator)
    splits[index] = clock
    return clock
  }

  /// Emits the watermark when it has grown, and idleness when it has changed.
  private func advance() throws {
    guard !hasEnded else { return }
    var leastActive: EventTime?
    var greatest = EventTime.distantPast
    for clock in splits.values {
      let watermark = clock.generator.watermark
      greatest = max(greatest, watermark)
      if !clock.isIdle, !clock.isFinished { leastActive = min(leastActive ?? watermark, watermark) }
    }
    if let leastActive {
      try becomeActive()
      return try emit(leastActive)
    }
    // The last split to fall silent must not decide: the greatest watermark of all counts.
    try emit(greatest)
    if !isIdle, !splits.isEmpty {
      isIdle = true
      for output in outputs { try output.emit(isIdle: true) }
    }
  }

  private func becomeActive() throws {
    guard isIdle else { return }
    isIdle = false
    for output in outputs { try output.emit(isIdle: false) }
  }

  private func emit(_ watermark: EventTime) throws {
    guard watermark > emitted else { return }
    emitted = watermark
    for output in outputs { try output.emit(watermark: watermark) }
  }

  /// Watermarks from upstream end here, except the one that ends all time.
  public override func receive(watermark: EventTime) throws {
    guard watermark == .distantFuture else { return }
    hasEnded = true
    // An idle input's watermark does not count downstream, and this one must.
    try becomeActive()
    try emit(.distantFuture)
  }

  /// Idleness from upstream counts for the records that come without splits.
  public override func receive(isIdle: Bool) throws {
    guard splits.count <= 1, splits.isEmpty || splits[0] != nil else { return }
    if splits.isEmpty { register(0, id: "") }
    splits[0]?.isIdle = isIdle
    try advance()
  }

  public override func receive(split event: SplitEvent) throws {
    switch event {
    case .registered(let index, let id):
      register(index, id: id)
      try becomeActive()
    case .idle(let index): splits[index]?.isIdle = true
    case .active(let index): splits[index]?.isIdle = false
    case .finished(let index): splits[index]?.isFinished = true
    case .noSplits:
      guard splits.isEmpty, !isIdle else { return }
      isIdle = true
      for output in outputs { try output.emit(isIdle: true) }
      return
    }
    if case .registered = event { return }
    try advance()
  }

  public override func snapshot() throws -> [StateSection] {
    let buffer = ByteBuffer()
    buffer.append(emitted.milliseconds)
    let clocks = splits.values.sorted { $0.id < $1.id }
    buffer.append(UInt32(truncatingIfNeeded: clocks.count))
    var encoder = BinaryEncoder(buffer: buffer)
    for clock in clocks {
      try encoder.encode(clock.id)
      buffer.append(clock.generator.snapshot)
    }
    return [StateSection(operatorID: id, name: "watermarks", bytes: buffer)]
  }

  public override func restore(_ sections: [RestoredSection]) throws {
    var reached: [EventTime] = []
    for restored in sections {
      try restored.section.bytes.withUnsafeBytes { bytes in
        var decoder = BinaryDecoder(bytes)
        reached.append(try decoder.decodeEventTime())
        for _ in 0..<(try decoder.read(UInt32.self)) {
          let split = try decoder.decodeString()
          let snapshot = try decoder.read(Int64.self)
          self.restored[split] = min(self.restored[split] ?? snapshot, snapshot)
        }
      }
    }
    restoredWatermark = reached.min() ?? .distantPast
  }

  private var restoredWatermark = EventTime.distantPast

  /// Announces the restored watermark before any record, so that operators behind a channel judge
  /// lateness as before.
  public override func open() throws {
    if let alone = restored[""], splits[0] == nil, splits.isEmpty {
      register(0, id: "")
      restored[""] = alone
    }
    try emit(restoredWatermark)
    // What these splits had reached may be more than the least of all.
    if !splits.isEmpty { try advance() }
  }
}
