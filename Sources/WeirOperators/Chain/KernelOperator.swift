import WeirCore

/// Runs an ``OperatorKernel`` under the output budget: it stops between records or timers when
/// output has to drain, goes on later, and puts what is left into a snapshot.
public final class KernelOperator<Input: FieldValue, Output: FieldValue>: ChainOperator {
  private let kernel: OperatorKernel<Input, Output>
  private let emitter = Emitter<Output>()
  private let sides: SideOutputs
  private var pendingInput: Batch<Input>?
  private var pendingWatermark: EventTime?
  private var pendingProcessingTime: ProcessingTime?
  private var pendingIdle: Bool?
  /// Input behind ``pendingInput``: restored, or given while this operator was suspended.
  private var waitingInput: [(batch: Batch<Input>, progress: UInt64)] = []
  private var restoredWatermark = EventTime.distantPast
  private var isQueued = false

  public init(
    id: OperatorID, context: ChainContext, sides: SideOutputs = SideOutputs(),
    kernel: OperatorKernel<Input, Output>
  ) {
    self.kernel = kernel
    self.sides = sides
    super.init(id: id, context: context, portCount: sides.portCount)
  }

  public override func receive(_ batch: AnyBatch) throws {
    recordsIn &+= UInt64(truncatingIfNeeded: batch.remaining)
    let batch = unsafeDowncast(batch, to: Batch<Input>.self)
    // The operator upstream may have had several batches at hand when this one suspended itself.
    guard !isQueued, waitingInput.isEmpty else { return waitingInput.append((batch, 0)) }
    pendingInput = batch
    try work()
  }

  public override func receive(watermark: EventTime) throws {
    pendingWatermark = max(pendingWatermark ?? watermark, watermark)
    if !isQueued { try work() }
  }

  /// Idleness does not overtake the records and the watermark that came before it.
  public override func receive(isIdle: Bool) throws {
    pendingIdle = isIdle
    if !isQueued { try work() }
  }

  public override func resume() throws {
    isQueued = false
    try work()
  }

  /// Does what is left until nothing is or the chain must yield. Input goes before the watermark
  /// that came after it.
  private func work() throws {
    while true {
      do {
        guard try step() else { return }
      } catch let error as WeirError {
        throw error.located(.init(operatorID: id.name))
      } catch {
        throw WeirError(
          .userFunction, "a function of the job threw an error", at: .init(operatorID: id.name),
          cause: error)
      }
      if context.mustYield, hasWork { return suspend() }
    }
  }

  private var hasWork: Bool {
    pendingInput != nil || pendingWatermark != nil || pendingProcessingTime != nil
      || pendingIdle != nil || !waitingInput.isEmpty
  }

  /// One run of the kernel and what follows from it; false when nothing is left.
  private func step() throws -> Bool {
    if let batch = pendingInput {
      try kernel.process(batch, emitter)
      if batch.isEmpty {
        pendingInput = nil
        try flush()
        batch.recycle()
      } else {
        try flush()
      }
    } else if !waitingInput.isEmpty {
      let (batch, progress) = waitingInput.removeFirst()
      kernel.resume?(progress)
      pendingInput = batch
    } else if let now = pendingProcessingTime {
      let isDone = try kernel.advanceProcessingTime?(now, emitter) ?? true
      if isDone { pendingProcessingTime = nil }
      try flush()
    } else if let watermark = pendingWatermark {
      let isDone = try kernel.advance?(watermark, emitter) ?? true
      try flush()
      guard isDone else { return true }
      // The watermark leaves after the records that it caused, and those may still wait downstream.
      if context.isSuspended { return true }
      pendingWatermark = nil
      for output in outputs { try output.emit(watermark: watermark) }
    } else if let isIdle = pendingIdle {
      pendingIdle = nil
      for output in outputs { try output.emit(isIdle: isIdle) }
    } else {
      return false
    }
    return true
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

  public override var nextProcessingTimer: ProcessingTime? { kernel.nextProcessingTimer?() }

  public override func advance(to now: ProcessingTime) throws {
    guard kernel.advanceProcessingTime != nil else { return }
    pendingProcessingTime = now
    try work()
  }

  public override var counters: [(name: String, value: UInt64)] { kernel.counters?() ?? [] }

  public override func snapshot() throws -> [StateSection] {
    var sections = try (kernel.snapshot?() ?? []).map {
      StateSection(operatorID: id, name: $0.name, bytes: $0.bytes)
    }
    var pending = waitingInput
    if let pendingInput { pending.insert((pendingInput, kernel.progress?() ?? 0), at: 0) }
    for (batch, progress) in pending where !batch.isEmpty {
      let buffer = ByteBuffer()
      buffer.append(progress)
      SchemaCodec.encode(Input.fieldType, to: buffer)
      try batch.encodeRemaining(to: buffer)
      sections.append(StateSection(operatorID: id, name: Self.pendingName, bytes: buffer.bytes()))
    }
    return sections
  }

  private static var pendingName: String { "pending" }

  public override func restore(_ sections: [RestoredSection]) throws {
    let state = sections.filter { $0.section.name != Self.pendingName }
    if let restore = kernel.restore, !state.isEmpty { restoredWatermark = try restore(state) }
    for restored in sections where restored.section.name == Self.pendingName {
      try restorePending(restored)
    }
  }

  /// Pending input of a keyed operator goes where its keys went; that of another to one subtask.
  private func restorePending(_ restored: RestoredSection) throws {
    let isMine = restored.subtask % context.parallelism == context.subtask
    guard kernel.owns != nil || isMine else { return }
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
      guard let owns = kernel.owns else { return waitingInput.append((batch, progress)) }
      let mine = Batch<Input>(capacity: max(1, batch.remaining))
      while !batch.isEmpty {
        let time = batch.times?[batch.head]
        let record = batch.removeFirst()
        guard try owns(record) else { continue }
        if let time { mine.append(record, at: time) } else { mine.append(record) }
      }
      if !mine.isEmpty { waitingInput.append((mine, 0)) }
    }
  }

  public override func open() throws {
    if restoredWatermark > .distantPast { pendingWatermark = restoredWatermark }
    guard pendingWatermark != nil || !waitingInput.isEmpty else { return }
    if context.mustYield { suspend() } else { try work() }
  }
}
