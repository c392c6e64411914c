import Weir

/// Written like a UUID.
typealias AdID = InlineString<5>

/// An event of the advertising workload: seven texts.
struct AdEvent: Record, BitwiseCopyable {
  var user = AdID()
  var page = AdID()
  var ad = AdID()
  var adType = InlineString<3>()
  var eventType = InlineString<2>()
  /// Milliseconds, in decimal.
  var time = InlineString<2>()
  var address = InlineString<2>()

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("user_id", &user)
    try field("page_id", &page)
    try field("ad_id", &ad)
    try field("ad_type", &adType)
    try field("event_type", &eventType)
    try field("event_time", &time)
    try field("ip_address", &address)
  }
}
