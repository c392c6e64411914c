import WeirCore

/// Passes on a stream that has no event time and must not hold back that of streams it is joined
/// with: it is idle from the start, until it ends.
public final class UntimedOperator: ChainOperator {
  public override func open() throws {
    for output in outputs { try output.emit(isIdle: true) }
  }

  public override func receive(_ batch: AnyBatch) throws {
    recordsIn &+= UInt64(truncatingIfNeeded: batch.remaining)
    recordsOut = recordsIn
    try outputs[0].emit(batch)
  }

  public override func receive(watermark: EventTime) throws {
    guard watermark == .distantFuture else { return }
    for output in outputs { try output.emit(watermark: watermark) }
  }

  public override func receive(isIdle: Bool) throws {}

  public override func receive(split event: SplitEvent) throws {}
}
