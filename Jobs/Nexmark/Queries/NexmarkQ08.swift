import Weir

/// New users: who registered and opened an auction in the same ten seconds.
struct NexmarkQ08: NexmarkQuery {
  static let name = "nexmark-q08"
  static let summary = "Nexmark: persons who sell in the window in which they registered"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.events(flow)
      .filter { $0.bid == nil }
      .keyed(by: { $0.person?.id ?? $0.auction?.seller ?? 0 })
      .window(.tumbling(every: .seconds(10)))
      .aggregate(
        "new-users", .max { $0.person?.name }, .count(where: { $0.auction != nil })
      ) { id, window, name, auctions -> Row? in
        guard let name, auctions > 0 else { return nil }
        return Row(id: id, name: name, start: window.start)
      }
      .compactMap { $0 }
      .sink("result", to: JSONLinesSink())
  }

  struct Row: Record {
    var id = 0
    var name = ""
    var start = EventTime.zero

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("id", &id)
      try field("name", &name)
      try field("stime", &start)
    }
  }
}
