import Weir

/// A music platform: what its listeners do becomes a table of plays, an index of listening
/// sessions, counts by the minute and an archive, all at one epoch.
struct Plays: Job {
  static let name = "plays"
  static let summary = "a music platform: plays in a table, sessions in an index, counts, archive"

  static let followUps = [
    ["table", name, "track_events", "get", "p2416"],
    ["search", name, "sessions", "summer radio"],
    ["lines", name, "plays-per-minute", "--limit", "5"],
  ]

  var input = ""
  var events = 1_000_000
  var rate = 0
  var seed = 1
  var users = 5_000
  var tracks = 2_000
  var burst = false

  mutating func parameters(_ p: inout some ParameterVisitor) throws {
    try p("input", &input, help: "JSON lines file of events; empty: they are generated")
    try p("events", &events, help: "how many events are generated")
    try p("rate", &rate, help: "events a second; 0: as fast as possible", isChangeable: true)
    try p("seed", &seed, help: "other seeds give other events")
    try p("users", &users, help: "how many listeners there are, at least 64")
    try p("tracks", &tracks, help: "how many tracks there are")
    try p("burst", &burst, help: "an album release: a fifth of the events in a short time")
  }

  func define(on flow: JobBuilder) throws {
    let incoming = try lines(on: flow).map { IncomingLine($0) }
    incoming.compactMap(\.invalid).sink("invalid", to: JSONLinesSink())

    let events = incoming.compactMap(\.event)
    let timely = events.filter { !$0.isLate }
      .eventTime(\.time, watermarks: .boundedOutOfOrderness(PlayEvent.longestDelay))

    let changes = timely.keyed(by: \.user)
      .process(
        "listening", Listening(),
        sideOutputs: [Listening.heard, Listening.sessions, Listening.late])
    changes.sideOutput(Listening.heard)
      .sink("archive", to: JSONLinesSink(buckets: .time(every: .hours(1))))
    changes.sink("track_events", to: TableSink(key: \.play, partitions: 8))
    changes.sideOutput(Listening.sessions)
      .sink("sessions", to: SearchSink(id: \.id, text: [\.artists, \.titles]))
    events.filter(\.isLate).union(changes.sideOutput(Listening.late))
      .sink("late", to: JSONLinesSink())

    changes.compactMap(\.row).filter { $0.state == .started }
      .keyed(by: \.track)
      .window(.tumbling(every: .minutes(1)))
      .aggregate("minute", .count(), .max(\.title)) { track, minute, plays, title in
        PlaysPerMinute(track: track, title: title ?? "", minute: minute.start, plays: plays)
      }
      .sink("plays-per-minute", to: JSONLinesSink())
  }

  /// The events as lines of JSON.
  private func lines(on flow: JobBuilder) throws -> DataStream<String> {
    guard input.isEmpty else {
      // One split: the events of a user are in order only within a split.
      return flow.source(
        "events",
        TextFileSource(input, malformed: .deadLetter, splitByteCount: .max)
          .rateLimited(recordsPerSecond: rate))
    }
    let generator = try PlayGenerator(
      events: events, seed: seed, users: users, tracks: tracks, hasBurst: burst)
    return flow.source(
      "events",
      GeneratorSource(
        count: Int64(events), splitCount: PlaySchedule.laneCount,
        SequenceGenerator { generator.line($0) }
      ).rateLimited(recordsPerSecond: rate))
  }
}
