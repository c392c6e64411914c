import Weir

/// Fifty events of the light generator that follow each other: a person, three auctions, 46 bids.
/// What all of them share is made once.
struct LightEpoch {
  private static let firstID: Int64 = 1000
  private static let length: Int64 = 50
  private static let hotStep: Int64 = 100
  private static let activePersons: Int64 = 1000

  private let index: Int64
  private let hotPerson: Int64
  /// One of the last thousand persons, or of the ten to come.
  private let firstPerson: Int64
  private let personCount: UInt64
  private let hotAuction: Int64
  private let firstAuction: Int64
  private let auctionCount: UInt64

  @inline(__always) init(of number: Int64) {
    index = number / Self.length
    hotPerson = Self.firstID &+ index / Self.hotStep &* Self.hotStep
    let active = min(index &+ 1, Self.activePersons)
    firstPerson = Self.firstID &+ index &+ 1 &- active
    personCount = UInt64(bitPattern: active &+ 10)
    let last = 3 &* index &+ 2
    let first = max(last &- 100, 0)
    hotAuction = Self.firstID &+ last / Self.hotStep &* Self.hotStep
    firstAuction = Self.firstID &+ first
    auctionCount = UInt64(bitPattern: last &- first &+ 11)
  }

  /// The number of the epoch's person, which is its first event.
  @inline(__always) var start: Int64 { index &* Self.length }
  @inline(__always) var firstBid: Int64 { start &+ 4 }
  /// The number after its last bid.
  @inline(__always) var end: Int64 { start &+ Self.length }

  @inline(__always) func person(_ number: Int64, _ texts: LightTexts) -> LightPerson {
    let low = UInt32(truncatingIfNeeded: Mix.mix(UInt64(bitPattern: number)))
    var person = LightPerson()
    person.id = Self.firstID &+ index
    person.name = texts.names[Int(low % 99)]
    person.city = texts.cities[Int(low / 99 % 10)]
    person.state = texts.states[Int(low / 990 % 6)]
    person.time = time(number)
    return person
  }

  @inline(__always) func auction(_ number: Int64) -> LightAuction {
    let hash = Mix.mix(UInt64(bitPattern: number))
    let second = Mix.mix(hash)
    var auction = LightAuction()
    auction.id = Self.firstID &+ 3 &* index &+ number &- start &- 1
    auction.seller = hash & 3 != 0 ? hotPerson : anyPerson(hash)
    auction.category = 10 &+ Int64(UInt32(truncatingIfNeeded: second) % 5)
    auction.time = time(number)
    auction.expires = auction.time.advanced(
      byMilliseconds: 1 &+ Int64(bitPattern: Mix.below(second, 332)))
    return auction
  }

  @inline(__always) func bid(_ number: Int64, _ prices: PriceScale) -> LightBid {
    let hash = Mix.mix(UInt64(bitPattern: number))
    let second = Mix.mix(hash)
    let (sixth, exponent) = UInt32(truncatingIfNeeded: second).quotientAndRemainder(dividingBy: 6)
    let anyAuction = firstAuction &+ Int64(bitPattern: Mix.below(hash, auctionCount))
    var bid = LightBid()
    bid.auction = Self.choose(hash & 1 == 0, hotAuction, anyAuction)
    bid.bidder = Self.choose(hash & 6 != 0, hotPerson &+ 1, anyPerson(second))
    bid.price = prices.price(1000 &+ sixth % 9000, exponent)
    bid.time = time(number)
    return bid
  }

  @inline(__always) private func anyPerson(_ hash: UInt64) -> Int64 {
    firstPerson &+ Int64(bitPattern: Mix.below(hash, personCount))
  }

  /// Ten events to the millisecond; the division is one of 32 bits.
  @inline(__always) private func time(_ number: Int64) -> EventTime {
    let place = UInt32(truncatingIfNeeded: number &- start)
    return EventTime(milliseconds: index &* (Self.length / 10) &+ Int64(place / 10))
  }

  /// Without a branch: the choice is random, and a processor guesses it wrong.
  @inline(__always)
  private static func choose(_ isFirst: Bool, _ first: Int64, _ second: Int64) -> Int64 {
    second ^ ((first ^ second) & (isFirst ? -1 : 0))
  }
}
