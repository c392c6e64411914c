import Weir

/// The numbers, ids and times of one split's events.
struct NexmarkTimeline {
  /// Ids of persons and auctions start here.
  static let firstID = 1000
  private static let inOneEpoch = 50

  private let firstEventID: Int64
  private let groupSize: Int64
  private let baseTime: Int64
  /// Microseconds from one event to the next.
  private let delay: Double

  init(_ parameters: NexmarkParameters, split: NexmarkSplit) {
    firstEventID = split.firstEventID
    groupSize = Int64(parameters.outOfOrderGroupSize)
    baseTime = parameters.baseTime.milliseconds
    delay = 1_000_000 / Double(parameters.eventsPerSecond) * Double(split.splitCount)
  }

  /// The number that decides everything about the `index`th event: within its group, events are
  /// taken in steps of 953.
  @inline(__always) func number(_ index: Int64) -> Int64 {
    let number = index &+ 1
    return number / groupSize * groupSize &+ number &* 953 % groupSize
  }

  @inline(__always) func time(_ number: Int64) -> EventTime {
    EventTime(milliseconds: baseTime &+ Int64(Double(number) * delay) / 1000)
  }

  /// How long the auctions last that are open at a time, in milliseconds.
  @inline(__always) func horizon(_ number: Int64) -> Int {
    // A hundred auctions in flight, of which each fifty events bring three.
    Int(time(number &+ 1666).milliseconds &- time(number).milliseconds)
  }

  /// Where an event stands in the succession of persons and auctions.
  struct Place {
    let remainder: Int
    let lastPerson: Int
    let lastAuction: Int
  }

  @inline(__always) func place(_ number: Int64) -> Place {
    let id = Int(firstEventID &+ number)
    let (epoch, remainder) = (id / Self.inOneEpoch, id % Self.inOneEpoch)
    let lastAuction =
      switch remainder {
      case 0: 3 * (epoch - 1) + 2
      case 1...3: 3 * epoch + remainder - 1
      default: 3 * epoch + 2
      }
    return Place(remainder: remainder, lastPerson: epoch, lastAuction: lastAuction)
  }
}
