import Weir

/// What decides the events of a ``NexmarkGenerator``.
public struct NexmarkParameters: Sendable, Equatable {
  /// Events in a second of event time, over all splits together.
  public var eventsPerSecond: Int
  /// The time of event number 0, which is never made; the first one has number 1.
  public var baseTime: EventTime
  /// Events within a group of so many numbers come in a shuffled order; 1: in order.
  public var outOfOrderGroupSize: Int
  /// Seed of the events.
  public var eventSeed: Int64
  /// Seed of the channels' addresses.
  public var urlSeed: Int64
  /// Seed of the text that fills events up.
  public var poolSeed: Int64

  public init(
    eventsPerSecond: Int = 10_000, baseTime: EventTime = EventTime(milliseconds: 1_436_918_400_000),
    outOfOrderGroupSize: Int = 1, eventSeed: Int64 = 42, urlSeed: Int64 = 43, poolSeed: Int64 = 44
  ) {
    self.eventsPerSecond = eventsPerSecond
    self.baseTime = baseTime
    self.outOfOrderGroupSize = outOfOrderGroupSize
    self.eventSeed = eventSeed
    self.urlSeed = urlSeed
    self.poolSeed = poolSeed
  }

  /// Why there are no events for these parameters, or nil.
  public var problem: String? {
    if !(1...1_000_000_000).contains(eventsPerSecond) {
      return "eventsPerSecond is \(eventsPerSecond); give 1 to 1,000,000,000"
    }
    if !(1...1_000_000_000).contains(outOfOrderGroupSize) {
      return "outOfOrderGroupSize is \(outOfOrderGroupSize); give 1 to 1,000,000,000"
    }
    return baseTime.isOfEvent ? nil : baseTime.refusal
  }

  /// The most events there can be: from there on, times would leave the range of microseconds.
  public var countLimit: Int64 {
    let limit = 4e18 * Double(max(1, eventsPerSecond)) / 1_000_000
    return min(Int64(limit), .max / 2000) - 2_000_000_000
  }
}
