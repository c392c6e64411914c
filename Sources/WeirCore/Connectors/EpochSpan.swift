/// What a sink committed between two checkpoints.
public struct EpochSpan: Sendable, Equatable {
  /// The store as it was when the span begins; epoch 0 for a store that holds nothing yet.
  public let start: StoreCut
  /// The store at the span's end.
  public let end: StoreCut

  public init(from start: StoreCut, to end: StoreCut) {
    self.start = start
    self.end = end
  }

  /// The epochs that lie in the span, oldest first.
  public var commits: [EpochCommit] { end.commits.filter { start.epoch < $0.epoch } }
}
