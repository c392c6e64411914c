import WeirCore
import WeirOperators

/// The head of a source's chain: what the reader returned enters here. Port 0 carries records,
/// port 1 dead letters.
final class SourceOperator: ChainOperator {
  private let letters = Emitter<DeadLetter>()
  private let deadLetters: DeadLetterCollector
  private(set) var deadLetterCount: UInt64 = 0

  init(id: OperatorID, context: ChainContext, deadLetters: DeadLetterCollector) {
    self.deadLetters = deadLetters
    super.init(id: id, context: context, portCount: 2)
  }

  override var hasProcessingTimers: Bool { false }

  override func receive(_ batch: AnyBatch) throws {
    recordsOut &+= UInt64(truncatingIfNeeded: batch.remaining)
    recordsIn = recordsOut
    try outputs[0].emit(batch)
  }

  /// Sends on what the reader could not read, in the same epoch as what it read beside it.
  func emitDeadLetters() throws {
    for letter in deadLetters.takeAll() {
      deadLetterCount &+= 1
      letters.append(letter)
    }
    try letters.drain { try outputs[1].emit($0) }
  }

  override var counters: [(name: String, value: UInt64)] {
    [("dead_letters", deadLetterCount), ("skipped", deadLetters.skippedCount)]
      .filter { $0.1 > 0 }
  }
}
