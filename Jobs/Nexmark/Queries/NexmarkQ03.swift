import Weir

/// Local items: auctions of one category by sellers of three states.
struct NexmarkQ03: NexmarkQuery {
  static let name = "nexmark-q03"
  static let summary = "Nexmark: items of a category from three states"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    let events = input.events(flow)
    let sellers = events.persons.filter { ["OR", "ID", "CA"].contains($0.state) }
    events.auctions
      .filter { $0.category == 10 }
      .keyed(by: \.seller)
      .join(
        "local-items", with: sellers.keyed(by: \.id), retention: .forever, uniqueOther: true
      ) { auction, seller in
        Row(name: seller.name, city: seller.city, state: seller.state, id: auction.id)
      }
      .sink("result", to: JSONLinesSink())
  }

  struct Row: Record {
    var name = ""
    var city = ""
    var state = ""
    var id = 0

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("name", &name)
      try field("city", &city)
      try field("state", &state)
      try field("id", &id)
    }
  }
}
