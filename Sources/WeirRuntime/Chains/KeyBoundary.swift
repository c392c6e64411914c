import WeirCore
import WeirOperators

/// An edge by key inside a chain, where there is only one subtask on either side. What ends at a
/// channel ends here too: behind it, records belong to keys and no longer to splits.
final class KeyBoundary: BatchReceiver {
  private let consumer: ChainOperator
  /// The watermark that has passed.
  private(set) var watermark = EventTime.distantPast

  init(to consumer: ChainOperator) { self.consumer = consumer }

  override func receive(_ batch: AnyBatch) throws {
    batch.split = 0
    try consumer.receive(batch)
  }

  override func receive(watermark: EventTime) throws {
    self.watermark = max(self.watermark, watermark)
    try consumer.receive(watermark: watermark)
  }

  override func receive(isIdle: Bool) throws { try consumer.receive(isIdle: isIdle) }
}
