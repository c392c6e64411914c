import Weir

/// What happens in an auction house: a person registers, an auction opens, or somebody bids.
///
/// As JSON an event is one flat object whose `type` tells which it is; everywhere else it is a
/// record of three optional ones, so that schemas describe it and stored events can be evolved.
public enum NexmarkEvent: Equatable, Sendable {
  case person(Person)
  case auction(Auction)
  case bid(Bid)

  /// When it happened.
  public var dateTime: EventTime {
    switch self {
    case .person(let person): person.dateTime
    case .auction(let auction): auction.dateTime
    case .bid(let bid): bid.dateTime
    }
  }

  /// The person of an event that is one.
  public var person: Person? { if case .person(let person) = self { person } else { nil } }
  /// The auction of an event that is one.
  public var auction: Auction? { if case .auction(let auction) = self { auction } else { nil } }
  /// The bid of an event that is one.
  public var bid: Bid? { if case .bid(let bid) = self { bid } else { nil } }
}

extension NexmarkEvent: FieldValue {
  public static var fieldType: FieldType { StoredEvent.fieldType }

  public func encode(to encoder: inout some ValueEncoder) throws {
    if type(of: encoder) == JSONValueEncoder.self {
      try encoder.encode(record: EventLine(self))
    } else {
      try encoder.encode(record: StoredEvent(person: person, auction: auction, bid: bid))
    }
  }

  public static func decode(from decoder: inout some ValueDecoder) throws -> NexmarkEvent {
    if type(of: decoder) == JSONValueDecoder.self {
      return try decoder.decodeRecord(EventLine.self).event
    }
    let stored = try decoder.decodeRecord(StoredEvent.self)
    if let bid = stored.bid { return .bid(bid) }
    if let auction = stored.auction { return .auction(auction) }
    if let person = stored.person { return .person(person) }
    throw decoder.invalidValue("an event is neither person nor auction nor bid")
  }
}

/// An event as it is stored: exactly one of the three is there.
private struct StoredEvent: Record {
  var person: Person?
  var auction: Auction?
  var bid: Bid?

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("person", &person)
    try field("auction", &auction)
    try field("bid", &bid)
  }
}

/// An event as an object of JSON. Which fields there are depends on the first one, which only a
/// format with names in it can read.
private struct EventLine: Record {
  enum Kind: String, FieldValue {
    case person
    case auction
    case bid
  }

  var kind = Kind.bid
  var person = Person()
  var auction = Auction()
  var bid = Bid()

  init() {}

  init(_ event: NexmarkEvent) {
    switch event {
    case .person(let person): (kind, self.person) = (.person, person)
    case .auction(let auction): (kind, self.auction) = (.auction, auction)
    case .bid(let bid): (kind, self.bid) = (.bid, bid)
    }
  }

  var event: NexmarkEvent {
    switch kind {
    case .person: .person(person)
    case .auction: .auction(auction)
    case .bid: .bid(bid)
    }
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("type", &kind)
    switch kind {
    case .person: try person.fields(&field)
    case .auction: try auction.fields(&field)
    case .bid: try bid.fields(&field)
    }
  }
}
