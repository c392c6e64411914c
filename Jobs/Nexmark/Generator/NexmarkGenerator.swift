import Weir

/// Makes the events of the Nexmark benchmark, bit for bit as its official generator does with the
/// same seeds and base time.
///
/// ```swift
/// let parameters = NexmarkParameters(eventsPerSecond: 100)
/// var generator = NexmarkGenerator(parameters, NexmarkSplit(parameters, count: 20_000))
/// while let event = generator.next() { … }
/// ```
///
/// ``split`` is the position after the events made so far; a generator made from it goes on there.
public struct NexmarkGenerator: IteratorProtocol {
  private var position: NexmarkSplit
  var random: SplittableRandom
  let timeline: NexmarkTimeline
  let tables: NexmarkTables

  public init(_ parameters: NexmarkParameters, _ split: NexmarkSplit) {
    position = split
    random = SplittableRandom(state: split.randomState)
    timeline = NexmarkTimeline(parameters, split: split)
    tables = NexmarkTables(urlSeed: parameters.urlSeed, poolSeed: parameters.poolSeed)
  }

  /// The split with the position after the events made so far.
  public var split: NexmarkSplit {
    var split = position
    split.randomState = random.state
    return split
  }

  /// How many events are left.
  public var remaining: Int64 { max(0, position.count - position.next) }

  public mutating func next() -> NexmarkEvent? {
    remaining > 0 ? make() : nil
  }

  /// Appends `count` events to a batch that has room for them; so many must be left.
  mutating func fill(_ batch: Batch<NexmarkEvent>, _ count: Int) {
    for _ in 0..<count { batch.append(make()) }
  }

  @inline(__always) private mutating func make() -> NexmarkEvent {
    let number = timeline.number(position.next)
    position.next &+= 1
    let place = timeline.place(number)
    let time = timeline.time(number)
    return switch place.remainder {
    case 0: .person(person(place, time))
    case 1...3: .auction(auction(place, time, number))
    default: .bid(bid(place, time))
    }
  }
}
