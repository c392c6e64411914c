import Weir

/// A table and an index that refuse some changes, and lines that take all. Both stores take every
/// change of stage `poison` as long as nobody adds a constraint to their files; what has too much
/// mass they refuse in any case.
///
/// A key's changes come from one record, so they are of one epoch; `newer` ones come half of the
/// input later: in another epoch, or the store would be spared what they replace. Pages are small,
/// so that an epoch has several.
struct Poison: Job {
  static let name = "poison"
  static let summary = "a table and an index that refuse some changes, and lines"

  var events = 2_000
  var rate = 0

  mutating func parameters(_ p: inout some ParameterVisitor) throws {
    try p("events", &events, help: "how many orders there are, a multiple of 40")
    try p("rate", &rate, help: "orders a second; 0: no limit", isChangeable: true)
  }

  func define(on flow: JobBuilder) throws {
    guard (400...1_000_000_000).contains(events), events % 40 == 0, rate >= 0 else {
      throw WeirError(
        .invalidJob,
        "events must be a multiple of 40 from 400 to 1,000,000,000 and the rate not negative")
    }
    let half = Int64(events / 2)
    let orders = flow.source(
      "orders",
      GeneratorSource(
        count: Int64(events), splitCount: 4, SequenceGenerator { Order($0, half: half) }
      ).rateLimited(recordsPerSecond: rate))
    let options = StoreOptions(
      pageSize: 7, retryBase: .milliseconds(10), retryCap: .milliseconds(200),
      retryJitter: .milliseconds(5))
    let parts = orders.keyed(by: \.key).process("states", PartStates())
    parts.sink("parts", to: TableSink(key: \.key, partitions: 4, options: options))
    parts.sink(
      "documents", to: SearchSink(id: \.name, text: [\.words], shards: 2, options: options))
    parts.sink("lines", to: JSONLinesSink())
  }
}

/// What becomes of a part is told by its order's number.
struct PartStates: KeyedProcessFunction {
  func process(_ order: Order, state: inout Int64?, context: KeyedContext<Int64, Part>) {
    let key = order.key
    switch order.number % 20 {
    case 3 where order.number != key: context.emit(Part(key, "newer"))
    case 3, 7:
      context.emit(Part(key, "first"))
      context.emit(Part(key, "poison"))
    case 11:
      context.emit(Part(key, "first"))
      context.emit(Part(key, "poison", mass: .max))
    case 13: context.emit(Part(key, "poison"))
    default: context.emit(Part(key, "plain"))
    }
  }
}
