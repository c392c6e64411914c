import Weir

/// q08: persons who sell in the ten seconds in which they registered.
struct NexmarkQ08Job: RowJob {
  static let name = "bench-nexmark-q08"
  private static let windowLength: Int64 = 10_000
  var events = 0
  var total = SharedTally()

  func define(on flow: JobBuilder) throws {
    LightGenerator.events(flow, events)
      .compactMap { Side($0) }
      .keyed(by: { $0.person })
      .window(.tumbling(every: .milliseconds(Self.windowLength)))
      .aggregate("new-users", Meeting()) { id, window, met in
        met.isWhole ? Row(id: id, name: met.name, start: window.start) : nil
      }
      .compactMap { $0 }
      .sink("rows", to: TallySink(total) { $0.checksum })
  }

  func handWritten() -> Tally {
    let generator = LightGenerator()
    var tally = Tally()
    let persons = LoopTable(empty: Meeting.Accumulator())
    var window: Int64 = 0
    // Apart, so that what is done for an event stays small and no bid is made that nobody looks at.
    @inline(never) func met(_ id: Int64) -> UnsafeMutablePointer<Meeting.Accumulator> {
      persons.slot(of: id)
    }
    @inline(never) func close() {
      let start = EventTime(milliseconds: window * Self.windowLength)
      persons.forEach { id, met in
        if met.isWhole { tally.add(Row(id: id, name: met.name, start: start).checksum) }
      }
      persons.removeAll()
    }
    generator.forEach(events) { event in
      let now = event.time.milliseconds / Self.windowLength
      if now != window {
        close()
        window = now
      }
      switch event {
      case .person(let person): met(person.id).pointee.name = person.name
      case .auction(let auction): met(auction.seller).pointee.hasSold = true
      case .bid: return
      }
    }
    close()
    return tally
  }

  /// A person who registers, or a sale by one.
  struct Side: Record, BitwiseCopyable {
    var person: Int64 = 0
    /// Empty for a sale.
    var name = LightText()

    init() {}

    /// Nil for a bid.
    @inline(__always) init?(_ event: LightEvent) {
      switch event {
      case .person(let registered):
        person = registered.id
        name = registered.name
      case .auction(let auction): person = auction.seller
      case .bid: return nil
      }
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("person", &person)
      try field("name", &name)
    }
  }

  /// Whether a person has registered and has sold.
  struct Meeting: AggregateFunction {
    struct Accumulator: Record, BitwiseCopyable {
      /// Empty before the person has registered.
      var name = LightText()
      var hasSold = false

      mutating func fields(_ field: inout some FieldVisitor) throws {
        try field("name", &name)
        try field("sold", &hasSold)
      }

      @inline(__always) var isWhole: Bool { hasSold && !name.isEmpty }
    }

    func makeAccumulator() -> Accumulator { Accumulator() }

    @inline(__always) func add(_ side: Side, to met: inout Accumulator) {
      if side.name.isEmpty { met.hasSold = true } else { met.name = side.name }
    }

    func merge(_ other: Accumulator, into met: inout Accumulator) {
      if met.name.isEmpty { met.name = other.name }
      if other.hasSold { met.hasSold = true }
    }

    func result(of met: Accumulator) -> Accumulator { met }
  }

  struct Row: Record, BitwiseCopyable {
    var id: Int64 = 0
    var name = LightText()
    var start = EventTime.zero

    init() {}
    init(id: Int64, name: LightText, start: EventTime) {
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
