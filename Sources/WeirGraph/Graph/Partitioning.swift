import WeirCore
import WeirOperators

/// How the records of an edge are dealt out to the consumer's subtasks.
public struct Partitioning: Sendable {
  public enum Kind: String, Sendable {
    /// Subtask i to subtask i; the two are fused into one chain where that is possible.
    case forward
    /// By the key group of a key.
    case hash
    /// In turn.
    case rebalance
    /// To all.
    case broadcast
  }

  public let kind: Kind
  /// Makes one producer subtask's partitioner.
  public let makePartitioner: @Sendable (PartitionerSite) -> Partitioner

  @inlinable public init(
    kind: Kind, makePartitioner: @escaping @Sendable (PartitionerSite) -> Partitioner
  ) {
    self.kind = kind
    self.makePartitioner = makePartitioner
  }

  public static var forward: Partitioning {
    Partitioning(kind: .forward) { site in
      WholeBatchPartitioner(
        mode: .forward(to: site.producer), destinationCount: site.destinationCount)
    }
  }

  /// By the key group of a hash that is known without a key.
  /// - Parameter hash: a stable hash; records of equal hashes go to one subtask.
  public static func hash<Element: FieldValue>(
    by hash: @escaping @Sendable (Element) throws -> UInt64
  ) -> Partitioning {
    Partitioning(kind: .hash) { site in
      HashPartitioner<Element>(
        destinationCount: site.destinationCount, keyGroupCount: site.keyGroupCount
      ) { batch, partitioner in
        try partitioner.deal(batch, hash: hash)
      }
    }
  }

  public static var rebalance: Partitioning {
    Partitioning(kind: .rebalance) { site in
      WholeBatchPartitioner(
        mode: .rebalance, destinationCount: site.destinationCount, first: site.producer)
    }
  }

  public static var broadcast: Partitioning {
    Partitioning(kind: .broadcast) { site in
      WholeBatchPartitioner(mode: .broadcast, destinationCount: site.destinationCount)
    }
  }
}

/// Where a partitioner stands.
public struct PartitionerSite: Sendable {
  /// The producer's subtask.
  public let producer: Int
  /// The consumer's parallelism.
  public let destinationCount: Int
  public let keyGroupCount: Int
  public init(producer: Int, destinationCount: Int, keyGroupCount: Int) {
    self.producer = producer
    self.destinationCount = destinationCount
    self.keyGroupCount = keyGroupCount
  }
}
