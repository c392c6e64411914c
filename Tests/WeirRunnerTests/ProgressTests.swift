import Testing
import WeirCore
import WeirFormats
import WeirRuntime

@testable import WeirRunner

@Suite struct ProgressTests {
  static func progress(
    elapsed: Int64 = 10_000, records: UInt64 = 1000, fraction: Double? = nil
  ) -> JobProgress {
    var progress = JobProgress()
    progress.job = "sample"
    progress.state = "running"
    progress.attempt = 2
    progress.elapsedMilliseconds = elapsed
    progress.attemptMilliseconds = elapsed
    progress.recordsRead = records
    progress.fractionRead = fraction
    var source = JobProgress.OperatorProgress()
    source.id = "lines"
    source.label = "TextFileSource"
    source.parallelism = 2
    source.recordsOut = records
    var window = source
    window.id = "#1 flatMap"
    window.label = "flatMap"
    window.recordsIn = records
    window.recordsOut = records * 3
    window.backpressure = 0.251
    window.counters = ["late": 1200, "expired": 0]
    progress.operators = [source, window]
    return progress
  }

  static let now = EventTime(milliseconds: 1_000_000)

  @Test("A store that is behind, fails or refuses has a line of its own; one that works has none")
  func stores() {
    var progress = Self.progress()
    var store = StoreProgress()
    store.sink = "events"
    store.appliedEpoch = 12
    store.unappliedEpochs = 2
    progress.stores = [store]
    func lines() -> [String] {
      ProgressView(progress, rates: nil, now: Self.now)
        .lines(in: TerminalSize(columns: 200, rows: 50))
        .filter { $0.contains("store") }
    }
    #expect(lines() == [])
    progress.stores[0].unappliedEpochs = 20
    progress.stores[0].unappliedByteCount = 3 << 20
    progress.stores[0].breaker = "open"
    progress.stores[0].failures = 17
    progress.stores[0].lastFailure = "disk full"
    progress.stores[0].rejected = 3
    progress.isThrottled = true
    #expect(
      lines() == [
        "store events: at chk-12, 20 epochs (3.0 MiB) behind; failures in a row 17, breaker open: "
          + "disk full; refused changes 3, see the dead letters",
        "the sources wait until the stores have caught up",
      ])
    let summary = ProgressView(progress, rates: nil, now: Self.now).summaryLine
    #expect(summary.contains("breaker open: disk full"))
  }

  @Test("Rates are records of the last moments by their time")
  func rates() {
    let rates = ProgressRates(
      from: Self.progress(elapsed: 10_000, records: 1000),
      to: Self.progress(elapsed: 12_000, records: 5000))
    #expect(rates.operators["lines"] == .init(recordsIn: 0, recordsOut: 2000))
    #expect(rates.operators["#1 flatMap"] == .init(recordsIn: 2000, recordsOut: 6000))
  }

  @Test("Neither a clock that stands still nor a count that falls gives a rate")
  func noRates() {
    let same = ProgressRates(from: Self.progress(), to: Self.progress(records: 9))
    #expect(same.operators.isEmpty)
    let fallen = ProgressRates(
      from: Self.progress(elapsed: 0, records: 9), to: Self.progress(records: 3))
    #expect(fallen.operators["lines"]?.recordsOut == 0)
  }

  @Test("The time left follows from the share read since the run began")
  func timeLeft() {
    var history = ProgressHistory()
    history.add(Self.progress(elapsed: 0, fraction: 0.5))
    #expect(history.rates?.millisecondsLeft == nil)
    history.add(Self.progress(elapsed: 1000, fraction: 0.6))
    history.add(Self.progress(elapsed: 5000, fraction: 0.75))
    #expect(history.rates?.millisecondsLeft == 5000)
  }

  @Test("Rates are those of the last three seconds, and a new attempt counts anew")
  func window() {
    var history = ProgressHistory()
    for second in 0...10 {
      let records = second <= 5 ? 0 : UInt64(second - 5) * 100
      history.add(Self.progress(elapsed: Int64(second) * 1000, records: records))
    }
    #expect(history.rates?.operators["lines"]?.recordsOut == 100)
    var next = Self.progress(elapsed: 11_000, records: 7)
    next.attempt = 3
    history.add(next)
    #expect(history.rates?.operators.isEmpty == true)
  }

  @Test("A line for logs counts the records of all sources and their rate")
  func summary() throws {
    var printer = ProgressPrinter(style: .lines)
    _ = try printer.show(Self.twoSources(elapsed: 10_000), size: .standard, now: Self.now)
    let bytes = try printer.show(
      Self.twoSources(elapsed: 15_000), size: .standard, now: Self.now)
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == "sample running, 15.0 s, attempt 2; 15,000 records read (1.00 k/s)\n")
  }

  @Test("The rates of a run that has ended are its records by the time of its last attempt")
  func finalRates() throws {
    var printer = ProgressPrinter(style: .lines)
    _ = try printer.show(Self.twoSources(elapsed: 10_000), size: .standard, now: Self.now)
    var last = Self.twoSources(elapsed: 12_000)
    last.attemptMilliseconds = 6000
    last.state = "finished"
    let bytes = try printer.show(last, size: .standard, now: Self.now)
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == "sample finished, 12.0 s, attempt 2; 12,000 records read (2.00 k/s)\n")
    #expect(ProgressRates.sinceStart(of: last).operators["other"]?.recordsOut == 1500)
  }

  /// Two sources that give 250 and 750 records a second.
  private static func twoSources(elapsed: Int64) -> JobProgress {
    let thousandth = UInt64(elapsed)
    var progress = Self.progress(elapsed: elapsed, records: thousandth / 4)
    var other = progress.operators[0]
    other.id = "other"
    other.recordsOut = thousandth / 4 * 3
    progress.operators.insert(other, at: 1)
    progress.recordsRead = thousandth
    return progress
  }

  @Test("A running job is shown with its operators, its checkpoint and a bar")
  func view() {
    var progress = Self.progress(fraction: 0.5)
    progress.restarts = 1
    progress.lastError = "disk\u{1B} full"
    progress.checkpoint.latest = 17
    progress.checkpoint.completed = Self.now - .milliseconds(400)
    progress.checkpoint.durationMilliseconds = 12
    progress.checkpoint.phase = "injected chk-18"
    var rates = ProgressRates(from: Self.progress(elapsed: 9000, records: 0), to: progress)
    rates.millisecondsLeft = 65_000
    let lines = ProgressView(progress, rates: rates, now: Self.now)
      .lines(in: TerminalSize(columns: 100, rows: 30))
    #expect(
      lines == [
        "sample running, 10.0 s, attempt 2, 1 restart",
        "  operator          in       out  backpressure",
        "  lines ×2         0/s  1.00 k/s           0 %",
        "  flatMap ×2  1.00 k/s  3.00 k/s          25 %  late 1,200",
        "chk-17 400 ms ago, took 12 ms, now: injected chk-18",
        "[####################--------------------] 50 %, 1 min 05 s left",
        "last failure: disk\\u{1B} full",
      ])
  }

  @Test("The place for dead letters is shown once there are any")
  func deadLetters() {
    var progress = Self.progress()
    var letters = progress.operators[0]
    letters.id = "dead-letter"
    letters.recordsIn = 0
    progress.operators.append(letters)
    func isShown() -> Bool {
      ProgressView(progress, rates: nil, now: Self.now).lines(in: .standard)
        .contains { $0.contains("dead-letter") }
    }
    #expect(!isShown())
    progress.operators[2].recordsIn = 1
    #expect(isShown())
  }

  @Test("The view never exceeds the terminal", arguments: [1, 2, 3, 5, 8, 40], [1, 10, 30, 200])
  func size(rows: Int, columns: Int) {
    var progress = Self.progress(fraction: 0.3)
    progress.operators = Array(repeating: progress.operators, count: 10).flatMap(\.self)
    progress.checkpoint.latest = 3
    let lines = ProgressView(progress, rates: nil, now: Self.now)
      .lines(in: TerminalSize(columns: columns, rows: rows))
    #expect(lines.count <= max(1, rows - 1))
    #expect(lines.allSatisfy { DisplayWidth.columns(of: $0) <= columns })
    if columns == 200, rows == 8 { #expect(lines.contains("  … and 18 more")) }
  }

  @Test("A block is drawn over the one before, also when the terminal has wrapped it")
  func redraw() {
    var block = RedrawnBlock()
    let first = block.draw(["abcdef", "x"], columns: 80)
    #expect(String(decoding: first, as: UTF8.self) == "\rabcdef\u{1B}[K\nx\u{1B}[K\n\u{1B}[J")
    let second = block.draw(["y"], columns: 4)
    #expect(String(decoding: second, as: UTF8.self) == "\u{1B}[3A\ry\u{1B}[K\n\u{1B}[J")
    let third = block.draw([], columns: 4)
    #expect(String(decoding: third, as: UTF8.self) == "\u{1B}[1A\r\u{1B}[J")
  }

  @Test("A log gets a line at the start, at every change of state, and each five seconds")
  func lines() throws {
    var printer = ProgressPrinter(style: .lines)
    var shown: [Int64] = []
    for second in Int64(0)...12 {
      var progress = Self.progress(elapsed: second * 1000)
      if second >= 7 { progress.state = "stopping" }
      let bytes = try printer.show(progress, size: .standard, now: Self.now)
      if !bytes.isEmpty { shown.append(second) }
      #expect(!bytes.contains(0x1B))
    }
    #expect(shown == [0, 5, 7, 12])
  }

  @Test("With --json each look is one line that reads back")
  func json() throws {
    var printer = ProgressPrinter(style: .json)
    let progress = Self.progress(fraction: 0.5)
    var bytes = try printer.show(progress, size: .standard, now: Self.now)
    #expect(bytes.removeLast() == UInt8(ascii: "\n"))
    let read = try JSON.decode(JobProgress.self, from: bytes)
    #expect(read.fractionRead == 0.5)
    #expect(read.operators.map(\.id) == ["lines", "#1 flatMap"])
    #expect(printer.stream == .standard)
  }

  @Test("Quiet beats everything, JSON beats the terminal")
  func style() {
    #expect(ProgressStyle(isQuiet: true, wantsJSON: true, isTerminal: true) == .none)
    #expect(ProgressStyle(isQuiet: false, wantsJSON: true, isTerminal: true) == .json)
    #expect(ProgressStyle(isQuiet: false, wantsJSON: false, isTerminal: true) == .block)
    #expect(ProgressStyle(isQuiet: false, wantsJSON: false, isTerminal: false) == .lines)
  }
}
