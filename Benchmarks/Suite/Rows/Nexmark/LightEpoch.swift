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
    person.time = Self.time(number)
    return person
  }

  @inline(__always) func auction(_ number: Int64) -> LightAuction {
    let hash = Mix.mix(UInt64(bitPattern: number))
    let second = Mix.mix(hash)
    var auction = LightAuction()
    auction.id = Self.firstID &+ 3 &* index &+ number &- start &- 1
    auction.seller = hash & 3 != 0 ? hotPerson : anyPerson(hash)
    auction.category = 10 &+ Int64(UInt32(truncatingIfNeeded: second) % 5)
    auction.time = Self.time(number)
    auction.expires = auction.time.advanced(
      byMilliseconds: 1 &+ Int64(bitPattern: Mix.below(second, 332)))
    return auction
  }

  @inline(__always) func bid(_ number: Int64, _ powers: PowersOfTen) -> LightBid {
    let hash = Mix.mix(UInt64(bitPattern: number))
    let second = Mix.mix(hash)
    let (sixth, exponent) = UInt32(truncatingIfNeeded: second).quotientAndRemainder(dividingBy: 6)
    let anyAuction = firstAuction &+ Int64(bitPattern: Mix.below(hash, auctionCount))
    var bid = LightBid()
    bid.auction = Self.choose(hash & 1 == 0, hotAuction, anyAuction)
    bid.bidder = Self.choose(hash & 6 != 0, hotPerson &+ 1, anyPerson(second))
    bid.price = Int64((1000 &+ sixth % 9000) &* powers[Int(exponent)] / 10)
    bid.time = Self.time(number)
    return bid
  }

  @inline(__always) private func anyPerson(_ hash: UInt64) -> Int64 {
    firstPerson &+ Int64(bitPattern: Mix.below(hash, personCount))
  }

  @inline(__always) private static func time(_ number: Int64) -> EventTime {
    EventTime(milliseconds: Int64(bitPattern: UInt64(bitPattern: number) / 10))
  }

  /// Without a branch: the choice is random, and a processor guesses it wrong.
  @inline(__always)
  private static func choose(_ isFirst: Bool, _ first: Int64, _ second: Int64) -> Int64 {
    second ^ ((first ^ second) & (isFirst ? -1 : 0))
  }
}

/// From 1 to 100,000.
typealias PowersOfTen = InlineArray<6, UInt32>
