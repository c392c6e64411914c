import Weir

/// A table, an index and lines from one stream, to be read and killed while one of the stores does
/// not work. It tries again soon and gives up soon, so that its breaker is seen to open.
///
/// Every row, document and line is the same in every run: a row's and a document's last writer is
/// the last number of its key, whatever the order between keys.
struct Lagging: Job {
  static let name = "lagging"
  static let summary = "a table, an index and lines, of which one may not work for a while"

  var events = 40_000
  var rate = 0
  var keys = 500
  var retryBase = Duration.milliseconds(20)
  var retryLimit = 4
  var retryCap = Duration.milliseconds(400)

  mutating func parameters(_ p: inout some ParameterVisitor) throws {
    try p("events", &events, help: "how many numbers there are")
    try p("rate", &rate, help: "numbers a second; 0: no limit", isChangeable: true)
    try p("keys", &keys, help: "how many rows there are at a time")
    try p("retry-base", &retryBase, help: "the first wait after a failure", isChangeable: true)
    try p("retry-limit", &retryLimit, help: "failures until the breaker opens", isChangeable: true)
    try p("retry-cap", &retryCap, help: "the longest wait", isChangeable: true)
  }

  func define(on flow: JobBuilder) throws {
    guard (1...1_000_000_000).contains(events), (1...1_000_000).contains(keys), rate >= 0 else {
      throw WeirError(
        .invalidJob,
        "events must be 1 to 1,000,000,000, keys 1 to 1,000,000 and the rate not negative")
    }
    let keys = Int64(keys)
    let entries = flow.source(
      "numbers",
      GeneratorSource(count: Int64(events), splitCount: 4, SequenceGenerator { Entry($0, keys) })
        .rateLimited(recordsPerSecond: rate))
    let options = StoreOptions(
      retryLimit: retryLimit, retryBase: retryBase, retryCap: retryCap,
      retryJitter: .milliseconds(10))

    // One subtask sees all numbers of a key, and they come from one split.
    let changes = entries.keyed(by: \.key).process("changes", EntryChanges())
    changes.sink("rows", to: TableSink(key: \.key, partitions: 4, options: options))
    entries.sink(
      "documents", to: SearchSink(id: \.name, text: [\.words], shards: 2, options: options))
    entries.sink("lines", to: JSONLinesSink())
  }
}

/// Every fifth time a key comes its row goes, else it is put.
struct EntryChanges: KeyedProcessFunction {
  func process(
    _ entry: Entry, state: inout Int64?, context: KeyedContext<Int64, TableChange<Entry>>
  ) {
    let count = (state ?? 0) + 1
    state = count
    context.emit((count + entry.key) % 5 == 0 ? .remove(keyOf: entry) : .put(entry))
  }
}
