import Weir

/// A share of the generated events, and how far it is made.
///
/// How many random numbers an event takes differs from event to event, so the position is the
/// number of events made together with the state of the random numbers after them.
public struct NexmarkSplit: Split, Equatable {
  /// Which of the splits it is, from 0.
  public var index: Int64 = 0
  /// How many splits share the events.
  public var splitCount: Int64 = 1
  /// The id of event number 0 of the split.
  public var firstEventID: Int64 = 1
  /// How many events the split has in all.
  public var count: Int64 = 0
  /// How many of them are made.
  public var next: Int64 = 0
  /// The state of the random numbers.
  public var randomState: UInt64 = 0

  public init() {}

  /// The split `index` of `splitCount` with equal shares of `count` events; the last one takes what
  /// is left over. The first one draws the numbers of the seed itself.
  public init(_ parameters: NexmarkParameters, count: Int64, index: Int = 0, splitCount: Int = 1) {
    self.index = Int64(index)
    self.splitCount = Int64(splitCount)
    let share = count / self.splitCount
    firstEventID = 1 + self.index * share
    self.count = index == splitCount - 1 ? count - self.index * share : share
    randomState =
      UInt64(bitPattern: parameters.eventSeed) &+ UInt64(index) &* 0xD1B5_4A32_D192_ED03
  }

  public var id: String { "nexmark-\(index)" }
  public var progress: Int64? { next }

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("index", &index)
    try field("splits", &splitCount)
    try field("firstEventID", &firstEventID)
    try field("count", &count)
    try field("next", &next)
    try field("random", &randomState)
  }
}
