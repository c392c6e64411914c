import Weir

/// A bid on an auction.
public struct Bid: Record, Equatable {
  /// The id of an auction, which may begin only later.
  public var auction = 0
  /// The id of a person.
  public var bidder = 0
  /// Cents.
  public var price = 0
  public var channel = ""
  public var url = ""
  public var dateTime = EventTime.zero
  public var extra = ""

  public init() {}

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("auction", &auction)
    try field("bidder", &bidder)
    try field("price", &price)
    try field("channel", &channel)
    try field("url", &url)
    try field("dateTime", &dateTime)
    try field("extra", &extra)
  }
}
