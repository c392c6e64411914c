import WeirCore
import WeirStorage

/// Applies the epochs of a sink's log to the partitions of a store: each epoch in one transaction
/// for each partition, which also stores the epoch.
///
/// Partitions work side by side, each in the order of epochs. A store that is out of order is tried
/// again, with growing pauses and in the end behind a circuit breaker, for as long as it takes. The
/// log has to be right: damage, a gap, or an error of its disk fails the attempt.
public final class EpochLogApplier: Applier {
  let context: SinkContext
  let options: StoreOptions
  let log: EpochLogReader
  let drivers: [PartitionDriver]
  let circuit: StoreCircuit
  let inventory: LogInventory

  /// Partitions that are written side by side: as many as hide each other's fsyncs without taking
  /// all threads from the log.
  static let parallelPartitionLimit = 8
  /// About how much of the log is in memory at a time.
  static let memoryByteLimit = 128 << 20

  /// - Parameter partitions: The store's partitions, the one with number n at index n; not open.
  public init(
    context: SinkContext, partitions: [any StorePartition], options: StoreOptions = StoreOptions()
  ) {
    self.context = context
    self.options = options
    let log = EpochLogReader(context)
    self.log = log
    let circuit = StoreCircuit(options, context.environment)
    self.circuit = circuit
    let stretchCount =
      min(Self.parallelPartitionLimit, max(1, partitions.count))
      * (1 + min(max(1, options.perPartitionParallelOperations), 64))
    drivers = partitions.enumerated().map { index, partition in
      PartitionDriver(
        index, partition, log, context, options, circuit,
        stretchByteLimit: max(Self.memoryByteLimit / stretchCount, 1 << 20))
    }
    inventory = LogInventory(context)
  }

  public var status: StoreStatus { circuit.status }
}
