import Weir

/// pairs(keys) → key → windows of some seconds, one every second → (key, count, sum, max).
struct SlidingJob: RowJob {
  static let name = "bench-sliding"

  var events = 0
  var total = SharedTally()
  var keys = 1000
  /// The windows' length.
  var seconds = 10

  func define(on flow: JobBuilder) throws {
    flow.source("pairs", Pair.source(events: events, keys: UInt64(keys)))
      .eventTime({ $0.time }, watermarks: .monotonous)
      .keyed(by: { $0.key })
      .window(.sliding(size: .seconds(seconds), every: .seconds(1)))
      .aggregate("totals", PairAggregate<Pair>()) { key, _, total in total.of(key) }
      .sink("rows", to: TallySink(total) { $0.checksum })
  }

  /// Sums up every second by itself and puts the seconds of a window together when it ends.
  func handWritten() -> Tally {
    var windows = Windows(seconds: seconds)
    for sequence in 0..<Int64(events) {
      let pair = Pair(sequence: sequence, keys: UInt64(keys))
      let now = pair.time.milliseconds / 1000
      if now != windows.second { windows.close(next: now) }
      windows.current.slot(of: pair.key).pointee.add(pair.value)
    }
    windows.finish()
    return windows.tally
  }

  private struct Windows {
    let seconds: Int
    var tally = Tally()
    var second: Int64 = 0
    var current = LoopTable(empty: PairTotal())
    private var slices: [(second: Int64, totals: LoopTable<PairTotal>)] = []
    private var spare: [LoopTable<PairTotal>] = []
    private let whole = LoopTable(empty: PairTotal())

    init(seconds: Int) { self.seconds = seconds }

    mutating func close(next: Int64) {
      slices.append((second, current))
      fire(end: second + 1)
      current = spare.popLast() ?? LoopTable(empty: PairTotal())
      second = next
    }

    /// The window that ends with that second, and what no later one needs.
    private mutating func fire(end: Int64) {
      for slice in slices { slice.totals.forEach { whole.slot(of: $0).pointee.add($1) } }
      whole.forEach { tally.add($1.of($0).checksum) }
      whole.removeAll()
      while let oldest = slices.first, oldest.second <= end - Int64(seconds) {
        slices.removeFirst()
        oldest.totals.removeAll()
        spare.append(oldest.totals)
      }
    }

    /// Ends the last second and all windows that it is in.
    mutating func finish() {
      let last = second
      close(next: last + 1)
      for end in stride(from: last + 2, through: last + Int64(seconds), by: 1) { fire(end: end) }
    }
  }
}
