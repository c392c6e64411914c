import Weir

/// Something put up for sale. Prices are in cents.
public struct Auction: Record, Equatable {
  public var id = 0
  public var itemName = ""
  public var description = ""
  public var initialBid = 0
  public var reserve = 0
  public var dateTime = EventTime.zero
  /// When the auction closes.
  public var expires = EventTime.zero
  /// The id of a person.
  public var seller = 0
  public var category = 0
  public var extra = ""

  public init() {}

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("id", &id)
    try field("itemName", &itemName)
    try field("description", &description)
    try field("initialBid", &initialBid)
    try field("reserve", &reserve)
    try field("dateTime", &dateTime)
    try field("expires", &expires)
    try field("seller", &seller)
    try field("category", &category)
    try field("extra", &extra)
  }
}
