import WeirCore

/// The one door into a subtask.
///
/// The four questions a channel must answer. Backpressure: a batch waits for its input's credit,
/// which the consumer gives back when it has processed records. Consumers: one. Consumer gone: the
/// gate is closed, sending does nothing. Producer gone: its input is silent; ends of streams are
/// elements.
final class InputGate: Sendable {
  /// Room for so many records of each input, when the consumer is fast.
  static var defaultCapacity: Int { 8 * 1024 }

  private let storage: InputGateStorage
  /// The room of an input whose consumer is fast.
  let capacity: Int

  init(inputCount: Int, capacity: Int = InputGate.defaultCapacity) {
    storage = InputGateStorage(inputCount: inputCount, capacity: capacity)
    self.capacity = capacity
  }

  /// Sends without waiting; false when the element is a batch and there is no credit.
  func trySend(_ element: StreamElement, input: Int) -> Bool {
    storage.trySend(element, input: input)
  }

  /// Sends, waiting for credit if need be.
  func send(_ element: StreamElement, input: Int) async {
    await storage.send(element, input: input)
  }

  /// Puts a command into the queue.
  func post(_ command: SubtaskCommand) { storage.post(command) }

  /// Takes everything that is there; false when nothing is.
  /// - Throws: `cancelled` when the gate is closed.
  func poll(into burst: inout ContiguousArray<InputGateStateMachine.Entry>) throws -> Bool {
    try storage.poll(into: &burst)
  }

  /// Takes everything that is there, waiting until something is.
  /// - Throws: `cancelled` when the gate is closed.
  func take(into burst: inout ContiguousArray<InputGateStateMachine.Entry>) async throws {
    try await storage.take(into: &burst)
  }

  /// What a batch took of its input's credit; asked before any of its records is consumed.
  func cost(of batch: AnyBatch) -> Int {
    InputGateStateMachine.cost(of: batch, capacity: capacity)
  }

  /// Gives back the credit of a processed batch.
  func release(_ cost: Int, input: Int) { storage.release(cost, input: input) }

  /// Gives every input another room; see ``ChannelRoom``.
  func resize(to capacity: Int) { storage.resize(to: capacity) }

  /// Ends all waiting; nothing is delivered any more.
  func close() { storage.close() }
}
