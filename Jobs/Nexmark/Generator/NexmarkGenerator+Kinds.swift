import Glibc
import Weir

// The order of draws in these functions is the order of the official generator.
extension NexmarkGenerator {
  private static let firstNames = [
    "Peter", "Paul", "Luke", "John", "Saul", "Vicky", "Kate", "Julie", "Sarah", "Deiter", "Walter",
  ]
  private static let lastNames = [
    "Shultz", "Abrams", "Spencer", "White", "Bartels", "Walton", "Smith", "Jones", "Noris",
  ]
  private static let cities = [
    "Phoenix", "Los Angeles", "San Francisco", "Boise", "Portland", "Bend", "Redmond", "Seattle",
    "Kent", "Cheyenne",
  ]
  private static let states = ["AZ", "CA", "ID", "OR", "WA", "WY"]
  /// Auctions, sellers and bidders whose number is a multiple of this are the popular ones.
  private static let hotStep = 100

  mutating func person(_ place: NexmarkTimeline.Place, _ time: EventTime) -> Person {
    var person = Person()
    person.id = place.lastPerson + NexmarkTimeline.firstID
    let first = Self.firstNames[random.below(11)]
    person.name = first + " " + Self.lastNames[random.below(9)]
    let user = NexmarkText.word(&random, limit: 7, special: UInt8(ascii: " "))
    let host = NexmarkText.word(&random, limit: 5, special: UInt8(ascii: " "))
    person.emailAddress = user + "@" + host + ".com"
    person.creditCard = creditCard()
    person.city = Self.cities[random.below(10)]
    person.state = Self.states[random.below(6)]
    person.dateTime = time
    let current =
      8 + person.name.utf8.count + person.emailAddress.utf8.count + person.creditCard.utf8.count
      + person.city.utf8.count + person.state.utf8.count
    person.extra = extra(current: current, average: 200)
    return person
  }

  mutating func auction(
    _ place: NexmarkTimeline.Place, _ time: EventTime, _ number: Int64
  ) -> Auction {
    var auction = Auction()
    auction.id = place.lastAuction + NexmarkTimeline.firstID
    let isHot = random.below(4) > 0
    let seller = isHot ? place.lastPerson / Self.hotStep * Self.hotStep : anyPerson(place)
    auction.seller = seller + NexmarkTimeline.firstID
    auction.category = 10 + random.below(5)
    auction.initialBid = price()
    auction.dateTime = time
    let length = 1 + random.below(max(2 * timeline.horizon(number), 1))
    auction.expires = time.advanced(byMilliseconds: Int64(length))
    auction.itemName = NexmarkText.word(&random, limit: 20, special: UInt8(ascii: " "))
    auction.description = NexmarkText.word(&random, limit: 100, special: UInt8(ascii: " "))
    auction.reserve = auction.initialBid + price()
    let current = 48 + auction.itemName.utf8.count + auction.description.utf8.count
    auction.extra = extra(current: current, average: 500)
    return auction
  }

  @inline(__always)
  mutating func bid(_ place: NexmarkTimeline.Place, _ time: EventTime) -> Bid {
    var bid = Bid()
    if random.below(2) > 0 {
      bid.auction = place.lastAuction / Self.hotStep * Self.hotStep
    } else {
      let lowest = max(place.lastAuction - 100, 0)
      bid.auction = lowest + random.below(place.lastAuction - lowest + 11)
    }
    bid.auction += NexmarkTimeline.firstID
    let isHot = random.below(4) > 0
    let bidder = isHot ? place.lastPerson / Self.hotStep * Self.hotStep + 1 : anyPerson(place)
    // The official generator adds the first id twice.
    bid.bidder = bidder + 2 * NexmarkTimeline.firstID
    bid.price = price()
    if random.below(2) > 0 {
      let channel = random.below(4)
      bid.channel = tables.hotChannels[channel]
      bid.url = tables.hotURLs[channel]
    } else {
      let channel = random.below(NexmarkTables.channelCount)
      bid.channel = tables.channels[channel]
      bid.url = tables.urls[channel]
    }
    bid.dateTime = time
    bid.extra = extra(current: 32, average: 100)
    return bid
  }

  /// One of the last thousand persons, or one of the ten to come.
  @inline(__always) private mutating func anyPerson(_ place: NexmarkTimeline.Place) -> Int {
    let count = place.lastPerson + 1
    let active = min(count, 1000)
    return count - active + random.below(active + 10)
  }

  /// Cents, evenly spread over the orders of magnitude from a dollar to a million.
  @inline(__always) private mutating func price() -> Int {
    Int((pow(10, random.double() * 6) * 100 + 0.5).rounded(.down))
  }

  private mutating func creditCard() -> String {
    (0..<4).map { _ in
      let digits = String(random.below(10_000))
      return String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }.joined(separator: " ")
  }

  @inline(__always) private mutating func extra(current: Int, average: Int) -> String {
    tables.pool.withUnsafeBufferPointer { pool in
      NexmarkText.extra(&random, current: current, average: average, pool: pool)
    }
  }
}
