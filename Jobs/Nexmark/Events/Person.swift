import Weir

/// Somebody who sells and bids.
public struct Person: Record, Equatable {
  public var id = 0
  public var name = ""
  public var emailAddress = ""
  public var creditCard = ""
  public var city = ""
  public var state = ""
  public var dateTime = EventTime.zero
  public var extra = ""

  public init() {}

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("id", &id)
    try field("name", &name)
    try field("emailAddress", &emailAddress)
    try field("creditCard", &creditCard)
    try field("city", &city)
    try field("state", &state)
    try field("dateTime", &dateTime)
    try field("extra", &extra)
  }
}
