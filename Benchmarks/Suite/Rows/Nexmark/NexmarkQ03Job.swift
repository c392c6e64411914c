import Weir

/// q03: auctions of one category by persons of three states, whichever comes first.
struct NexmarkQ03Job: RowJob {
  static let name = "bench-nexmark-q03"
  private static let category: Int64 = 10
  var events = 0
  var total = SharedTally()

  func define(on flow: JobBuilder) throws {
    let events = LightGenerator.events(flow, events).filter { $0.bid == nil }
    let sellers = events.compactMap { Seller($0) }
    events.compactMap { Sale($0) }
      .keyed(by: { $0.seller })
      .join(
        "local-items", with: sellers.keyed(by: { $0.id }), retention: .forever, uniqueOther: true
      ) { sale, seller in Row(sale, seller) }
      .sink("rows", to: TallySink(total) { $0.checksum })
  }

  func handWritten() -> Tally {
    let generator = LightGenerator()
    var tally = Tally()
    let sellers = LoopTable(empty: Seller())
    var waiting = WaitingSales()
    generator.forEach(events) { event in
      switch event {
      case .person(let person):
        guard let local = Seller(person) else { return }
        sellers.slot(of: local.id).pointee = local
        waiting.take(local.id) { tally.add(Row($0, local).checksum) }
      case .auction(let auction):
        guard let sale = Sale(auction) else { return }
        if let seller = sellers.find(sale.seller) {
          tally.add(Row(sale, seller.pointee).checksum)
        } else {
          waiting.add(sale)
        }
      case .bid: return
      }
    }
    return tally
  }

  /// What is needed of an auction.
  struct Sale: Record, BitwiseCopyable {
    var seller: Int64 = 0
    var auction: Int64 = 0

    init() {}
    /// Nil for auctions of other categories.
    @inline(__always) init?(_ auction: LightAuction) {
      guard auction.category == NexmarkQ03Job.category else { return nil }
      seller = auction.seller
      self.auction = auction.id
    }

    /// Nil for anything else too.
    @inline(__always) init?(_ event: LightEvent) {
      guard let auction = event.auction, let sale = Sale(auction) else { return nil }
      self = sale
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("seller", &seller)
      try field("auction", &auction)
    }
  }

  /// What is needed of a person.
  struct Seller: Record, BitwiseCopyable {
    var id: Int64 = 0
    var name = LightText()
    var city = LightText()
    var state = LightState()

    init() {}
    /// Nil for persons of other states.
    @inline(__always) init?(_ person: LightPerson) {
      let state = person.state
      guard state == "OR" || state == "ID" || state == "CA" else { return nil }
      id = person.id
      name = person.name
      city = person.city
      self.state = state
    }

    /// Nil for anything else too.
    @inline(__always) init?(_ event: LightEvent) {
      guard let person = event.person, let seller = Seller(person) else { return nil }
      self = seller
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("id", &id)
      try field("name", &name)
      try field("city", &city)
      try field("state", &state)
    }
  }

  /// The sales of the loop that wait for their sellers: those of a seller are linked.
  private struct WaitingSales {
    private var links: [(sale: Sale, next: Int)] = []
    /// The first unused link; -1: none, as everywhere here.
    private var free = -1
    private let first = LoopTable(empty: -1)

    mutating func add(_ sale: Sale) {
      let head = first.slot(of: sale.seller)
      let link = (sale: sale, next: head.pointee)
      if free >= 0 {
        head.pointee = free
        free = links[free].next
        links[head.pointee] = link
      } else {
        head.pointee = links.count
        links.append(link)
      }
    }

    /// Hands a seller's sales over, which wait no longer.
    mutating func take(_ seller: Int64, _ body: (Sale) -> Void) {
      var index = first.remove(seller) ?? -1
      while index >= 0 {
        body(links[index].sale)
        let next = links[index].next
        links[index].next = free
        free = index
        index = next
      }
    }
  }

  struct Row: Record, BitwiseCopyable {
    var name = LightText()
    var city = LightText()
    var state = LightState()
    var id: Int64 = 0

    init() {}
    @inline(__always) init(_ sale: Sale, _ seller: Seller) {
      name = seller.name
      city = seller.city
      state = seller.state
      id = sale.auction
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("name", &name)
      try field("city", &city)
      try field("state", &state)
      try field("id", &id)
    }

    var checksum: UInt64 {
      Mix.row(id, Mix.fnv(name.utf8), Mix.fnv(city.utf8), Mix.fnv(state.utf8))
    }
  }
}
