import WeirCore

/// Reads what the task of an ``AsyncSequenceSource`` has pulled.
public final class SequenceReader<Element: FieldValue>: SplitReader {
  public private(set) var split: SequenceSplit
  private let buffer: BoundedBuffer<Element>
  private let pump: SpawnedTask

  init(_ split: SequenceSplit, _ buffer: BoundedBuffer<Element>, _ pump: SpawnedTask) {
    self.split = split
    self.buffer = buffer
    self.pump = pump
  }

  public func read(into batch: Batch<Element>, limit: Int) async throws -> ReadOutcome {
    switch buffer.take(min(limit, batch.capacity - batch.count)) {
    case .elements(let elements):
      for element in elements { batch.append(element) }
      split.position += Int64(elements.count)
      return .more
    case .nothing: return .idle(retryAfter: nil)
    case .ended(nil): return .end
    case .ended(let error?):
      throw error as? WeirError
        ?? WeirError(
          .inputOutput, "the sequence failed after \(split.position) elements", cause: error)
    }
  }

  /// Cancels the sequence. Does not wait for it: one that ignores its cancellation would hold the
  /// job's end up.
  public func close() async {
    pump.cancel()
    buffer.close()
  }
}
