import Weir

/// An event of the light generator: a person registers, an auction opens, or somebody bids.
///
/// All three have their time in the first place, so that it is read without asking which it is.
enum LightEvent: BitwiseCopyable, Sendable {
  case person(LightPerson)
  case auction(LightAuction)
  case bid(LightBid)

  @inline(__always) var time: EventTime {
    switch self {
    case .person(let person): person.time
    case .auction(let auction): auction.time
    case .bid(let bid): bid.time
    }
  }
  @inline(__always) var person: LightPerson? {
    if case .person(let person) = self { person } else { nil }
  }
  @inline(__always) var auction: LightAuction? {
    if case .auction(let auction) = self { auction } else { nil }
  }
  @inline(__always) var bid: LightBid? { if case .bid(let bid) = self { bid } else { nil } }
}

extension LightEvent: FieldValue {
  static var fieldType: FieldType { Stored.fieldType }

  func encode(to encoder: inout some ValueEncoder) throws {
    try encoder.encode(record: Stored(person: person, auction: auction, bid: bid))
  }

  static func decode(from decoder: inout some ValueDecoder) throws -> LightEvent {
    let stored = try decoder.decodeRecord(Stored.self)
    if let bid = stored.bid { return .bid(bid) }
    if let auction = stored.auction { return .auction(auction) }
    if let person = stored.person { return .person(person) }
    throw decoder.invalidValue("an event is neither person nor auction nor bid")
  }

  /// Exactly one of the three is there.
  private struct Stored: Record {
    var person: LightPerson?
    var auction: LightAuction?
    var bid: LightBid?

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("person", &person)
      try field("auction", &auction)
      try field("bid", &bid)
    }
  }
}

/// No name and no city is longer.
typealias LightText = InlineString<2>
typealias LightState = InlineString<1>

struct LightPerson: Record, BitwiseCopyable {
  var time = EventTime.zero
  var id: Int64 = 0
  var name = LightText()
  var city = LightText()
  var state = LightState()

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("id", &id)
    try field("name", &name)
    try field("city", &city)
    try field("state", &state)
    try field("time", &time)
  }
}

struct LightAuction: Record, BitwiseCopyable {
  var time = EventTime.zero
  var id: Int64 = 0
  var seller: Int64 = 0
  var category: Int64 = 0
  var expires = EventTime.zero

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("id", &id)
    try field("seller", &seller)
    try field("category", &category)
    try field("expires", &expires)
    try field("time", &time)
  }
}

struct LightBid: Record, BitwiseCopyable {
  var time = EventTime.zero
  var auction: Int64 = 0
  var bidder: Int64 = 0
  var price: Int64 = 0

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("auction", &auction)
    try field("bidder", &bidder)
    try field("price", &price)
    try field("time", &time)
  }

  @inline(__always) var checksum: UInt64 { Mix.row(auction, bidder, price, time.milliseconds) }
}
