import WeirCore

/// Deals the records of one edge out to the subtasks of its consumer.
///
/// Batches that are complete go into ``outgoing``, in order per destination; the subtask's loop
/// sends them on.
open class Partitioner {
  /// A batch and the consumer subtask that it goes to.
  public struct Outgoing {
    public let destination: Int
    public let batch: AnyBatch
    public init(destination: Int, batch: AnyBatch) {
      self.destination = destination
      self.batch = batch
    }
  }

  @exclusivity(unchecked) public final var outgoing: [Outgoing] = []

  public init() {}

  /// Takes a batch and keeps or queues its records.
  open func scatter(_ batch: AnyBatch) throws {}
  /// Queues what is kept in batches that are not full.
  open func flush() {}
}

/// Sends batches whole: to the one consumer there is, to each in turn, or to all.
public final class WholeBatchPartitioner: Partitioner {
  /// Which subtasks a batch goes to.
  public enum Mode: Sendable { case forward(to: Int), rebalance, broadcast }
  private let mode: Mode
  private let destinationCount: Int
  private var next: Int

  /// - Parameter first: where a rebalancing producer begins, so that producers do not march in step.
  public init(mode: Mode, destinationCount: Int, first: Int = 0) {
    self.mode = mode
    self.destinationCount = destinationCount
    next = first % max(1, destinationCount)
  }

  public override func scatter(_ batch: AnyBatch) throws {
    switch mode {
    case .forward(let destination):
      outgoing.append(Outgoing(destination: destination, batch: batch))
    case .rebalance:
      outgoing.append(Outgoing(destination: next, batch: batch))
      next = (next + 1) % destinationCount
    case .broadcast:
      for destination in 1..<max(1, destinationCount) {
        outgoing.append(Outgoing(destination: destination, batch: batch.copy()))
      }
      outgoing.append(Outgoing(destination: 0, batch: batch))
    }
  }
}
