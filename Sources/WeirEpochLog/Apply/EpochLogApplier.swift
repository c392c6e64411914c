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
    drivers = partitions.enumerated().map { index, partition in
      PartitionDriver(index, partition, log, context, options, circuit)
    }
    inventory = LogInventory(context)
  }

  public var status: StoreStatus { circuit.status }
}
