import WeirCore

/// The queue of one subtask: many producers, one consumer, room counted in records per input.
///
/// A batch takes a 64th of the room at least: its memory is as large with ten records as with a
/// thousand, and a filter before the channel would otherwise fill memory with nearly empty ones.
///
/// Invariants: a batch is taken in only while its input has credit left; control elements take no
/// credit, so a barrier can always be sent; elements of one input leave in the order in which they
/// came; after closing nothing comes in and nobody waits.
struct InputGateStateMachine {
  /// Something in the queue.
  enum Entry {
    case element(StreamElement, input: Int)
    case command(SubtaskCommand)
  }

  enum SendAction: Equatable {
    case sent(wakesConsumer: Bool)
    /// The producer must wait until its input has credit.
    case wait
    /// The gate is closed; what was to be sent is dropped.
    case closed
  }

  enum TakeAction: Equatable { case taken, wait, closed }

  /// The room of an input whose consumer is fast; what a batch costs depends on it alone, so that it
  /// gives back what it took.
  let largestCapacity: Int
  /// The room that each input has now.
  private(set) var capacity: Int
  private(set) var credit: [Int]
  private(set) var queue: ContiguousArray<Entry> = []
  private(set) var isClosed = false
  private var isConsumerWaiting = false
  private var isProducerWaiting: [Bool]
  /// Where in the queue the last element of each input stands, for coalescing; -1: it is taken.
  private var lastPlace: [Int]

  init(inputCount: Int, capacity: Int) {
    largestCapacity = capacity
    self.capacity = capacity
    credit = Array(repeating: capacity, count: inputCount)
    isProducerWaiting = Array(repeating: false, count: inputCount)
    lastPlace = Array(repeating: -1, count: inputCount)
  }

  /// What a batch takes of its input's credit, and gives back with ``release(_:input:)``.
  static func cost(of batch: AnyBatch, capacity: Int) -> Int {
    max(batch.remaining, capacity / 64)
  }

  /// - Parameter willWait: whether the producer waits when there is no credit.
  mutating func send(_ element: StreamElement, input: Int, willWait: Bool) -> SendAction {
    if isClosed { return .closed }
    if case .batch(let batch) = element {
      guard credit[input] > 0 else {
        isProducerWaiting[input] = willWait
        return .wait
      }
      credit[input] -= Self.cost(of: batch, capacity: largestCapacity)
    } else if coalesce(element, input) {
      return .sent(wakesConsumer: false)
    }
    lastPlace[input] = queue.count
    queue.append(.element(element, input: input))
    return .sent(wakesConsumer: claimConsumer())
  }

  /// A watermark or status makes one of the same kind right before it on its input superfluous.
  private mutating func coalesce(_ element: StreamElement, _ input: Int) -> Bool {
    let place = lastPlace[input]
    guard place >= 0, case .element(let last, _) = queue[place] else { return false }
    switch (last, element) {
    case (.watermark, .watermark), (.idle, .active), (.active, .idle), (.idle, .idle),
      (.active, .active):
      queue[place] = .element(element, input: input)
      return true
    default:
      return false
    }
  }

  /// Puts a command into the queue; whether the consumer is to be woken.
  mutating func post(_ command: SubtaskCommand) -> Bool {
    if isClosed { return false }
    queue.append(.command(command))
    return claimConsumer()
  }

  /// Exchanges the whole queue for an empty one.
  mutating func take(into burst: inout ContiguousArray<Entry>, willWait: Bool) -> TakeAction {
    if isClosed { return .closed }
    guard !queue.isEmpty else {
      isConsumerWaiting = willWait
      return .wait
    }
    swap(&queue, &burst)
    for input in lastPlace.indices { lastPlace[input] = -1 }
    return .taken
  }

  /// Gives credit back; whether the input's producer is to be woken. It is woken when half of its
  /// credit is there, so that it does not run for single batches.
  mutating func release(_ cost: Int, input: Int) -> Bool {
    credit[input] += cost
    guard isProducerWaiting[input], credit[input] * 2 >= capacity else { return false }
    isProducerWaiting[input] = false
    return true
  }

  /// Gives every input another room from now on. What is in the queue stays, so that an input may
  /// owe credit for a while. Returns the inputs whose producers are to be woken.
  mutating func resize(to newCapacity: Int) -> [Int] {
    let change = newCapacity - capacity
    capacity = newCapacity
    return credit.indices.filter { release(change, input: $0) }
  }

  /// Drops everything and wakes everybody.
  mutating func close() {
    isClosed = true
    queue = []
    isConsumerWaiting = false
    for input in isProducerWaiting.indices { isProducerWaiting[input] = false }
  }

  private mutating func claimConsumer() -> Bool {
    defer { isConsumerWaiting = false }
    return isConsumerWaiting
  }
}
