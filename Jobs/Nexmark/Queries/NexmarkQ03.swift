import Weir

/// Local items: auctions of one category by sellers of three states.
struct NexmarkQ03: NexmarkQuery {
  static let name = "nexmark-q03"
  static let summary = "Nexmark: items of a category from three states"
  var input = NexmarkInput()

  func define(on flow: JobBuilder) throws {
    input.events(flow)
      .filter { event in
        switch event {
        case .person(let person): ["OR", "ID", "CA"].contains(person.state)
        case .auction(let auction): auction.category == 10
        case .bid: false
        }
      }
      .keyed(by: { $0.person?.id ?? $0.auction?.seller ?? 0 })
      .process("local-items", LocalItems())
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

  /// Joins a seller with the auctions, whichever comes first.
  struct LocalItems: KeyedProcessFunction {
    struct State: Record {
      var seller: Row?
      /// Ids of auctions that came before their seller.
      var waiting: [Int] = []

      mutating func fields(_ field: inout some FieldVisitor) throws {
        try field("seller", &seller)
        try field("waiting", &waiting)
      }
    }

    func process(
      _ event: NexmarkEvent, state: inout State?, context: KeyedContext<Int, Row>
    ) {
      var known = state ?? State()
      if let person = event.person {
        let seller = Row(name: person.name, city: person.city, state: person.state)
        for id in known.waiting { emit(id, of: seller, context) }
        known = State(seller: seller)
      } else if let auction = event.auction {
        if let seller = known.seller {
          emit(auction.id, of: seller, context)
        } else {
          known.waiting.append(auction.id)
        }
      }
      state = known
    }

    private func emit(_ id: Int, of seller: Row, _ context: KeyedContext<Int, Row>) {
      var row = seller
      row.id = id
      context.emit(row)
    }
  }
}
