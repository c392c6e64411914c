import Weir

/// Lines of JSON → no scrolls → count per user, type and minute → lines of JSON.
struct ClicksJob: RowJob, StoringRowJob {
  static let name = "bench-clicks"
  private static let sink = "counts"

  var events = 0
  var total = SharedTally()
  private var lines = ClickLines(events: 0, fileCount: 1)

  init() {}

  mutating func prepare(parallelism: Int) throws {
    lines = ClickLines(events: events, fileCount: parallelism)
    try lines.prepare()
  }

  func define(on flow: JobBuilder) throws {
    // One split a file, so that each source reads one in order.
    let source = JSONLinesSource(lines.directory, of: Click.self, splitByteCount: .max)
    flow.source("clicks", source)
      .filter { $0.type != .scroll }
      .eventTime({ $0.time }, watermarks: .boundedOutOfOrderness(.seconds(1)))
      .keyed(by: { ClickKey(user: $0.user, type: $0.type) })
      .window(.tumbling(every: .minutes(1)))
      .aggregate("minutes", .count()) { key, window, count in
        ClickCount(key: key, start: window.start.milliseconds, count: count)
      }
      .sink(Self.sink, to: JSONLinesSink())
  }

  func storedTally(dataDirectory: String) throws -> Tally {
    var tally = Tally()
    let reader = try JobReader(dataDirectory: dataDirectory, job: Self.name).cut().lines(Self.sink)
    try reader.forEachLine { line in
      tally.add(UInt64(bitPattern: Mix.fnv(line)))
      return true
    }
    return tally
  }

  func handWritten() throws -> Tally {
    var loop = ClicksLoop(lines)
    return try loop.run()
  }
}

/// A row whose results are in a store and not in a tally.
protocol StoringRowJob: RowJob {
  /// What the store shows when the job has ended.
  func storedTally(dataDirectory: String) throws -> Tally
}

/// What the job takes of a line.
struct Click: Record {
  typealias UserID = InlineString<3>

  enum Kind: String, FieldValue {
    case view, click, scroll, purchase
  }

  var user = UserID()
  var type = Kind.view
  var milliseconds: Int64 = 0

  @inline(__always) var time: EventTime { EventTime(milliseconds: milliseconds) }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("user_id", &user)
    try field("event_type", &type)
    try field("ts", &milliseconds)
  }
}

struct ClickKey: Record {
  var user = Click.UserID()
  var type = Click.Kind.view

  init() {}
  init(user: Click.UserID, type: Click.Kind) {
    self.user = user
    self.type = type
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("user_id", &user)
    try field("event_type", &type)
  }
}

struct ClickCount: Record {
  var key = ClickKey()
  var start: Int64 = 0
  var count = 0

  init() {}
  init(key: ClickKey, start: Int64, count: Int) {
    self.key = key
    self.start = start
    self.count = count
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try key.fields(&field)
    try field("window_start", &start)
    try field("count", &count)
  }
}
