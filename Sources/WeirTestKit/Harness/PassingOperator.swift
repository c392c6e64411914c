import WeirCore
import WeirOperators

/// Where the input of a chain under test enters.
final class PassingOperator: ChainOperator {
  override func receive(_ batch: AnyBatch) throws { try outputs[0].emit(batch) }
}
