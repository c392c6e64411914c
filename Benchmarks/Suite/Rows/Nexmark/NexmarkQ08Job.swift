import Weir

/// q08: persons who sell in the ten seconds in which they registered.
struct NexmarkQ08Job: RowJob {
  static let name = "bench-nexmark-q08"
  private static let windowLength: Int64 = 10_000
  var events = 0
  var total = SharedTally()

  func define(on flow: JobBuilder) throws {
    let events = LightGenerator.events(flow, events)
    events
      .compactMap { $0.person }
      .keyed(by: { $0.id })
      .window(.tumbling(every: .milliseconds(Self.windowLength)))
      .coGroup("new-users", with: events.compactMap { $0.auction }.keyed(by: { $0.seller })) {
        id, window, persons, auctions in
        auctions.isEmpty
          ? [] : persons.prefix(1).map { Row(id: id, name: $0.name, start: window.start) }
      }
      .sink("rows", to: TallySink(total) { $0.checksum })
  }

  func handWritten() -> Tally {
    let generator = LightGenerator()
    var tally = Tally()
    var names: [Int64: ShortText] = [:]
    var sellers: Set<Int64> = []
    var window: Int64 = 0
    func close() {
      let start = EventTime(milliseconds: window * Self.windowLength)
      for (id, name) in names where sellers.contains(id) {
        tally.add(Row(id: id, name: name, start: start).checksum)
      }
      names.removeAll(keepingCapacity: true)
      sellers.removeAll(keepingCapacity: true)
    }
    generator.forEach(events) { event in
      let now = event.time.milliseconds / Self.windowLength
      if now != window {
        close()
        window = now
      }
      switch event {
      case .person(let person): names[person.id] = person.name
      case .auction(let auction): sellers.insert(auction.seller)
      case .bid: return
      }
    }
    close()
    return tally
  }

  struct Row: Record, BitwiseCopyable {
    var id: Int64 = 0
    var name = ShortText()
    var start = EventTime.zero

    init() {}
    init(id: Int64, name: ShortText, start: EventTime) {
      self.id = id
      self.name = name
      self.start = start
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("id", &id)
      try field("name", &name)
      try field("start", &start)
    }

    var checksum: UInt64 { Mix.row(id, Mix.fnv(name.utf8), start.milliseconds) }
  }
}
