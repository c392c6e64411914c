import WeirCore
import WeirOperators

/// The end of a chain towards another chain: deals records out and keeps what is to be sent, in
/// order, until the subtask's loop sends it.
final class OutputRouter: BatchReceiver {
  /// One consumer subtask's gate, and which of its inputs this producer is.
  struct Channel {
    let gate: InputGate
    let input: Int
  }

  private enum Pending {
    case batch(AnyBatch, destination: Int)
    /// To every destination.
    case control(StreamElement)
  }

  private let partitioner: Partitioner
  private let channels: [Channel]
  private let context: ChainContext
  private let failpoints: any Failpoints
  @exclusivity(unchecked) private var pending: [Pending] = []
  @exclusivity(unchecked) private(set) var sent = SendCounts()

  init(
    partitioner: Partitioner, channels: [Channel], context: ChainContext,
    failpoints: any Failpoints
  ) {
    self.partitioner = partitioner
    self.channels = channels
    self.context = context
    self.failpoints = failpoints
  }

  override func receive(_ batch: AnyBatch) throws {
    // Splits mean something only in the chain of their source.
    batch.split = 0
    try partitioner.scatter(batch)
    collect()
  }

  override func receive(watermark: EventTime) throws { queue(.watermark(watermark)) }
  override func receive(isIdle: Bool) throws { queue(isIdle ? .idle : .active) }

  /// Queues a control element for all destinations, behind every record that came before it.
  func queue(_ element: StreamElement) {
    flush()
    pending.append(.control(element))
  }

  /// Queues what waits in batches that are not full.
  func flush() {
    partitioner.flush()
    collect()
  }

  private func collect() {
    guard !partitioner.outgoing.isEmpty else { return }
    context.queuedBatchCount += partitioner.outgoing.count
    for item in partitioner.outgoing {
      pending.append(.batch(item.batch, destination: item.destination))
    }
    partitioner.outgoing.removeAll(keepingCapacity: true)
  }

  var hasPending: Bool { !pending.isEmpty }

  /// Sends what is queued. Waits for room; `onWait` brackets the waiting.
  func send(onWait: (Bool) -> Void) async throws {
    guard !pending.isEmpty else { return }
    var items: [Pending] = []
    swap(&items, &pending)
    for item in items {
      switch item {
      case .batch(let batch, let destination):
        context.queuedBatchCount -= 1
        sent.batchCount &+= 1
        sent.recordCount &+= UInt64(truncatingIfNeeded: batch.remaining)
        let channel = channels[destination]
        if !channel.gate.trySend(.batch(batch), input: channel.input) {
          onWait(true)
          await channel.gate.send(.batch(batch), input: channel.input)
          onWait(false)
        }
      case .control(let element):
        if case .barrier = element { try failpoints.hit(.channelBeforeEnqueueBarrier) }
        sent.controlCount &+= UInt64(truncatingIfNeeded: channels.count)
        for channel in channels { _ = channel.gate.trySend(element, input: channel.input) }
      }
    }
    if pending.isEmpty {
      items.removeAll(keepingCapacity: true)
      swap(&items, &pending)
    }
  }
}
