import Weir

/// New users: who registered and opened an auction in the same ten seconds.
struct NexmarkQ08: NexmarkQuery {
  static let name = "nexmark-q08"
  static let summary = "Nexmark: persons who sell in the window in which they registered"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    let events = input.events(flow)
    events.persons
      .keyed(by: \.id)
      .window(.tumbling(every: .seconds(10)))
      .coGroup("new-users", with: events.auctions.keyed(by: \.seller)) {
        id, window, persons, auctions in
        auctions.isEmpty
          ? [] : persons.prefix(1).map { Row(id: id, name: $0.name, start: window.start) }
      }
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
