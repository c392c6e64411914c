import WeirCore

/// What travels between records and must not overtake them.
enum StreamMark: Equatable {
  case watermark(EventTime)
  case status(isIdle: Bool)
  case split(SplitEvent)
}
