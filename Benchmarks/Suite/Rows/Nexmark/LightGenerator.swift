import Weir

/// Makes Nexmark events from their sequence numbers: of every fifty, one person, three auctions and
/// 46 bids, with Beam's hot ratios.
struct LightGenerator: Sendable {
  private static let firstID: Int64 = 1000
  private static let perEpoch: Int64 = 50
  private static let hotStep: Int64 = 100

  private let firstNames = [
    "Peter", "Paul", "Luke", "John", "Saul", "Vicky", "Kate", "Julie", "Sarah", "Deiter", "Walter",
  ]
  private let lastNames = [
    "Shultz", "Abrams", "Spencer", "White", "Bartels", "Walton", "Smith", "Jones", "Noris",
  ]
  private let names: [String]
  private let cities = [
    "Phoenix", "Los Angeles", "San Francisco", "Boise", "Portland", "Bend", "Redmond", "Seattle",
    "Kent", "Cheyenne",
  ]
  private let states = ["AZ", "CA", "ID", "OR", "WA", "WY"]

  init() {
    let (firstNames, lastNames) = (firstNames, lastNames)
    names = lastNames.flatMap { last in firstNames.map { "\($0) \(last)" } }
  }

  /// The source that all queries begin with.
  @inline(__always)
  static func events(_ flow: JobBuilder, _ count: Int) -> DataStream<LightEvent> {
    let generator = LightGenerator()
    return flow.source(
      "events", GeneratorSource(count: Int64(count), SequenceGenerator { generator.event($0) })
    )
    .eventTime({ $0.time }, watermarks: .monotonous)
  }

  @inline(__always) func event(_ number: Int64) -> LightEvent {
    let (epoch, place) = number.quotientAndRemainder(dividingBy: Self.perEpoch)
    let hash = Mix.mix(UInt64(bitPattern: number))
    let time = EventTime(milliseconds: number / 10)
    return switch place {
    case 0: .person(person(epoch, hash, time))
    case 1...3: .auction(auction(epoch, place, hash, time))
    default: .bid(bid(epoch, hash, time))
    }
  }

  private func person(_ epoch: Int64, _ hash: UInt64, _ time: EventTime) -> LightPerson {
    let low = Int(truncatingIfNeeded: hash & 0xFFFF_FFFF)
    var person = LightPerson()
    person.id = Self.firstID &+ epoch
    // First names change fastest.
    person.name = names[low % 99]
    person.city = cities[low / 99 % 10]
    person.state = states[low / 990 % 6]
    person.time = time
    return person
  }

  @inline(__always) private func auction(
    _ epoch: Int64, _ place: Int64, _ hash: UInt64, _ time: EventTime
  ) -> LightAuction {
    let second = Mix.mix(hash)
    var auction = LightAuction()
    auction.id = Self.firstID &+ 3 &* epoch &+ place &- 1
    let seller = hash & 3 != 0 ? epoch / Self.hotStep &* Self.hotStep : anyPerson(epoch, hash)
    auction.seller = Self.firstID &+ seller
    auction.category = 10 &+ Int64(truncatingIfNeeded: (second & 0xFFFF_FFFF) % 5)
    auction.expires = time.advanced(
      byMilliseconds: 1 &+ Int64(truncatingIfNeeded: Mix.below(second, 332)))
    auction.time = time
    return auction
  }

  @inline(__always)
  private func bid(_ epoch: Int64, _ hash: UInt64, _ time: EventTime) -> LightBid {
    let second = Mix.mix(hash)
    let low = Int64(truncatingIfNeeded: second & 0xFFFF_FFFF)
    let last = 3 &* epoch &+ 2
    let lowest = max(last &- 100, 0)
    let auction =
      hash & 1 == 0
      ? last / Self.hotStep &* Self.hotStep
      : lowest
        &+ Int64(truncatingIfNeeded: Mix.below(hash, UInt64(bitPattern: last &- lowest &+ 11)))
    let bidder =
      (hash >> 1) & 3 != 0 ? epoch / Self.hotStep &* Self.hotStep &+ 1 : anyPerson(epoch, second)
    var bid = LightBid()
    bid.auction = Self.firstID &+ auction
    bid.bidder = Self.firstID &+ bidder
    bid.price = (1000 &+ low / 6 % 9000) &* Self.powerOfTen(low % 6) / 10
    bid.time = time
    return bid
  }

  /// One of the last thousand persons, or of the ten to come.
  @inline(__always) private func anyPerson(_ epoch: Int64, _ hash: UInt64) -> Int64 {
    let active = min(epoch &+ 1, 1000)
    return epoch &+ 1 &- active
      &+ Int64(truncatingIfNeeded: Mix.below(hash, UInt64(bitPattern: active &+ 10)))
  }

  @inline(__always) private static func powerOfTen(_ exponent: Int64) -> Int64 {
    switch exponent {
    case 0: 1
    case 1: 10
    case 2: 100
    case 3: 1000
    case 4: 10_000
    default: 100_000
    }
  }
}
