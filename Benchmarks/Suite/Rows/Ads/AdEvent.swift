import Weir

/// An event of the advertising workload: seven texts.
struct AdEvent: Record {
  var user = ""
  var page = ""
  var ad = ""
  var adType = ""
  var eventType = ""
  /// Milliseconds, in decimal.
  var time = ""
  var address = ""

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
