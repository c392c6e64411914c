import WeirCore

/// Runs an ``OperatorKernel`` under the output budget: it stops between records or timers when
/// output has to drain, goes on later, and puts what is left into a snapshot.
///
/// Elements that come while it is stopped wait in line, so that nothing overtakes anything.
public final class KernelOperator<Input: FieldValue, Output: FieldValue>: ChainOperator {
  @exclusivity(unchecked) private var lanes: KernelLanes<Input, Output>
  /// Which records of restored pending input belong to this subtask.
  private let owns: ((Input) throws -> Bool)?
  private let holdsWatermarks: Bool
  private let kernelHasTimers: Bool
  private let emitter = Emitter<Output>()
  private let sides: SideOutputs
  /// In order of arrival; only the first has begun.
  @exclusivity(unchecked) private var pending: [PendingElement] = []
  @exclusivity(unchecked) private var hasBegun = false
  private var restoredInput: [(batch: Batch<Input>, progress: UInt64)] = []
  @exclusivity(unchecked) private var isQueued = false

  public init(
    id: OperatorID, context: ChainContext, sides: SideOutputs = SideOutputs(),
    kernel: OperatorKernel<Input, Output>
  ) {
    lanes = KernelLanes(kernel, context)
    owns = kernel.owns
    holdsWatermarks = kernel.holdsWatermarks
    kernelHasTimers = kernel.nextProcessingTimer != nil
    self.sides = sides
    super.init(id: id, context: context, portCount: sides.portCount)
  }

  /// An operator with state per key.
  /// - Parameter makeKernel: makes the kernel for some of the subtask's key groups; called again when
  ///   restored key groups have to go on apart, and for all of them when they have met.
  public init(
    id: OperatorID, context: ChainContext, sides: SideOutputs = SideOutputs(),
    keyed makeKernel: @escaping (KeyGroupRange) -> OperatorKernel<Input, Output>
  ) {
    lanes = KernelLanes(context, makeKernel)
    owns = lanes.first.owns
    holdsWatermarks = lanes.first.holdsWatermarks
    kernelHasTimers = lanes.first.nextProcessingTimer != nil
    self.sides = sides
    super.init(id: id, context: context, portCount: sides.portCount)
  }

  public override func receive(_ batch: AnyBatch) throws {
    recordsIn &+= UInt64(truncatingIfNeeded: batch.remaining)
    let isFree = pending.isEmpty && !isQueued && lanes.count == 1 && !context.isSuspended
    guard isFree else { return try take(.batch(batch, progress: 0, lane: nil)) }
    try locatingErrors { try processWhole(unsafeDowncast(batch, to: Batch<Input>.self)) }
  }

  /// The usual case: nothing waits and the batch is done in one go. One that is not waits in line.
  private func processWhole(_ batch: Batch<Input>) throws {
    try lanes.first.process(batch, emitter)
    if batch.isEmpty {
      try flush()
      return batch.recycle()
    }
    pending.append(.batch(batch, progress: 0, lane: nil))
    hasBegun = true
    try flush()
    if context.mustYield { suspend() } else { try work() }
  }

  public override func receive(watermark: EventTime) throws { try take(.watermark(watermark)) }

  public override func receive(isIdle: Bool) throws { try take(.status(isIdle: isIdle)) }

  public override func receive(split event: SplitEvent) throws { try take(.split(event)) }

  private func take(_ element: PendingElement) throws {
    pending.append(element)
    if isQueued { return }
    if context.isSuspended { suspend() } else { try work() }
  }

  public override func resume() throws {
    isQueued = false
    try work()
  }

  /// Does what is left until nothing is or the chain must yield.
  private func work() throws {
    while !pending.isEmpty {
      try locatingErrors { try step() }
      if context.mustYield, !pending.isEmpty { return suspend() }
    }
  }

  private func locatingErrors(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as WeirError {
      throw error.located(.init(operatorID: id.name))
    } catch {
      throw WeirError(
        .userFunction, "a function of the job threw an error", at: .init(operatorID: id.name),
        cause: error)
    }
  }

  /// One run of the kernel and what follows from it.
  private func step() throws {
    switch pending[0] {
    case .batch(let batch, let progress, let lane):
      let batch = unsafeDowncast(batch, to: Batch<Input>.self)
      if lanes.count > 1, lane == nil { return try deal(batch) }
      if !hasBegun, progress > 0 { lanes[lane ?? 0].resume?(progress) }
      hasBegun = true
      if let lane, lane > 0 {
        try lanes[lane].process(batch, emitter)
      } else {
        try lanes.first.process(batch, emitter)
      }
      let isDone = batch.isEmpty
      if isDone { finishFirst() }
      try flush()
      if isDone { batch.recycle() }
    case .processingTime(let now):
      hasBegun = true
      let isDone = try lanes.advanceProcessingTime(to: now, emitter)
      if isDone { finishFirst() }
      try flush()
    case .watermark(let watermark):
      hasBegun = true
      let isDone = try lanes.advance(to: watermark, emitter)
      try flush()
      // The watermark leaves after the records that it caused, and those may still wait downstream.
      guard isDone, !context.isSuspended else { return }
      finishFirst()
      try lanes.merge(of: id)
      if holdsWatermarks, watermark < .distantFuture { return }
      for output in outputs { try output.emit(watermark: watermark) }
    case .status(let isIdle):
      finishFirst()
      for output in outputs { try output.emit(isIdle: isIdle) }
    case .split(let event):
      finishFirst()
      for output in outputs { try output.emit(split: event) }
    }
  }

  /// Puts a part for each lane in the place of the first batch.
  private func deal(_ batch: Batch<Input>) throws {
    let parts = try lanes.deal(batch)
    batch.recycle()
    pending.replaceSubrange(
      0..<1, with: parts.map { PendingElement.batch($0.batch, progress: 0, lane: $0.lane) })
    hasBegun = false
  }

  private func finishFirst() {
    pending.removeFirst()
    hasBegun = false
  }

  private func suspend() {
    guard !isQueued else { return }
    isQueued = true
    context.suspend(self)
  }

  private func flush() throws {
    try emitter.drain { batch in
      recordsOut &+= UInt64(truncatingIfNeeded: batch.remaining)
      try outputs[0].emit(batch)
    }
    if outputs.count > 1 { try sides.drain { port, batch in try outputs[port].emit(batch) } }
  }

  public override var hasProcessingTimers: Bool { kernelHasTimers }

  public override var nextProcessingTimer: ProcessingTime? {
    kernelHasTimers ? lanes.nextProcessingTimer : nil
  }

  public override func advance(to now: ProcessingTime) throws {
    guard lanes.first.advanceProcessingTime != nil else { return }
    try take(.processingTime(now))
  }

  public override var counters: [(name: String, value: UInt64)] { lanes.counters }

  public override func snapshot() throws -> [StateSection] {
    var sections = try lanes.snapshot(of: id)
    for (index, element) in pending.enumerated() {
      guard case .batch(let waiting, let restored, _) = element, !waiting.isEmpty else { continue }
      let batch = unsafeDowncast(waiting, to: Batch<Input>.self)
      let progress = index == 0 && hasBegun ? lanes.first.progress?() ?? 0 : restored
      let buffer = ByteBuffer()
      buffer.append(progress)
      SchemaCodec.encode(Input.fieldType, to: buffer)
      try batch.encodeRemaining(to: buffer)
      sections.append(StateSection(operatorID: id, name: Self.pendingName, bytes: buffer))
    }
    return sections
  }

  private static var pendingName: String { "pending" }

  public override func restore(_ sections: [RestoredSection]) throws {
    try lanes.restore(sections.filter { $0.section.name != Self.pendingName })
    for restored in sections where restored.section.name == Self.pendingName {
      try restorePending(restored)
    }
  }

  /// Pending input of a keyed operator goes where its keys went; that of another to one subtask.
  private func restorePending(_ restored: RestoredSection) throws {
    let isMine = restored.subtask % context.parallelism == context.subtask
    guard owns != nil || isMine else { return }
    try restored.section.bytes.withUnsafeBytes { bytes in
      var decoder = BinaryDecoder(bytes)
      let progress = try decoder.read(UInt64.self)
      let written = try SchemaCodec.decode(from: &decoder)
      guard written == Input.fieldType else {
        throw WeirError(
          .incompatibleState,
          "records waiting in the checkpoint are \(written), the job now has \(Input.fieldType);"
            + " run the earlier version to its next checkpoint first",
          at: .init(operatorID: id.name))
      }
      let batch = try Batch<Input>.decodeRemaining(from: &decoder)
      guard let owns else { return restoredInput.append((batch, progress)) }
      let mine = Batch<Input>(capacity: max(1, batch.remaining))
      mine.split = batch.split
      while !batch.isEmpty {
        let time = batch.times?[batch.head]
        let record = batch.removeFirst()
        guard try owns(record) else { continue }
        if let time { mine.append(record, at: time) } else { mine.append(record) }
      }
      if !mine.isEmpty { restoredInput.append((mine, 0)) }
    }
  }

  /// What the restored watermark had not fired yet comes before the input that came after it.
  public override func open() throws {
    let watermark = lanes.watermark
    let first: [PendingElement] = watermark > .distantPast ? [.watermark(watermark)] : []
    let input = restoredInput.map { PendingElement.batch($0.batch, progress: $0.progress, lane: nil) }
    restoredInput = []
    pending.insert(contentsOf: first + input, at: 0)
    guard !pending.isEmpty, !isQueued else { return }
    if context.mustYield { suspend() } else { try work() }
  }
}

/// An element that an operator is not done with. Free of the record's type, so that a queue of them
/// costs no look-up of types.
private enum PendingElement {
  /// With how many outputs of its first record a restored snapshot had already seen, and the lane
  /// that all its records belong to, once they are dealt out.
  case batch(AnyBatch, progress: UInt64, lane: Int?)
  case watermark(EventTime)
  case processingTime(ProcessingTime)
  case status(isIdle: Bool)
  case split(SplitEvent)
}
