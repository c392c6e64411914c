/// The segments of one sink that one completed checkpoint covers.
public struct EpochCommit: Sendable, Equatable {
  public let epoch: CheckpointID
  public let segments: [Segment]
  /// For each partition of `segments` the epoch before this one in which it had data; a partition
  /// that never had any is absent. A store at any other epoch has a gap, or is ahead.
  public let previous: [Int: CheckpointID]

  public init(epoch: CheckpointID, segments: [Segment], previous: [Int: CheckpointID] = [:]) {
    self.epoch = epoch
    self.segments = segments
    self.previous = previous
  }

  /// The partitions that have data in this epoch, in order.
  public var partitions: [Int] { Set(segments.map(\.partition)).sorted() }
}
