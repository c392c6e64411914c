import WeirCore
import WeirOperators

/// Keeps what reaches the end of a chain under test.
///
/// Each batch counts against the output budget until the harness drains it, like a batch that waits
/// for room in a channel.
final class OutputRecorder: BatchReceiver {
  enum Element {
    case batch(AnyBatch)
    case watermark(EventTime)
    case status(isIdle: Bool)
  }

  private let context: ChainContext
  private var undrainedCount = 0
  private var elements: [Element] = []

  init(context: ChainContext) { self.context = context }

  override func receive(_ batch: AnyBatch) throws {
    elements.append(.batch(batch))
    undrainedCount += 1
    context.queuedBatchCount += 1
  }

  override func receive(watermark: EventTime) throws { elements.append(.watermark(watermark)) }

  override func receive(isIdle: Bool) throws { elements.append(.status(isIdle: isIdle)) }

  /// Makes room.
  func drain() {
    context.queuedBatchCount -= undrainedCount
    undrainedCount = 0
  }

  /// Everything that came since the last call, as records of one type.
  /// - Throws: `invalidJob` when they are of another.
  func take<Record: FieldValue>(_ type: Record.Type) throws -> [HarnessOutput<Record>] {
    let taken = elements
    elements = []
    var outputs: [HarnessOutput<Record>] = []
    for element in taken {
      switch element {
      case .watermark(let watermark): outputs.append(.watermark(watermark))
      case .status(let isIdle): outputs.append(isIdle ? .idle : .active)
      case .batch(let batch):
        guard let batch = batch as? Batch<Record> else {
          throw WeirError(.invalidJob, "the output does not carry \(type); name its own type")
        }
        while !batch.isEmpty {
          let time = batch.times?[batch.head]
          outputs.append(.record(batch.removeFirst(), at: time))
        }
        batch.recycle()
      }
    }
    return outputs
  }
}
