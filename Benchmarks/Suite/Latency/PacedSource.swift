import Weir

/// Makes pairs no earlier than they are due: number n is due n / rate after the first.
struct PacedSource: Source {
  static let keys: UInt64 = 1000
  /// Records a second over all splits.
  let rate: Int
  /// How many there are in all.
  let count: Int64

  var isBounded: Bool { true }

  func discoverSplits(_ context: SourceContext) async throws -> [PacedSplit] {
    (0..<max(1, context.parallelism)).map { index in
      var split = PacedSplit()
      split.index = Int64(index)
      split.splitCount = Int64(max(1, context.parallelism))
      split.next = Int64(index)
      return split
    }
  }

  func makeReader(for split: PacedSplit, _ context: SourceContext) async throws -> PacedReader {
    PacedReader(self, split)
  }
}

/// Every nth number, and the next one to make.
struct PacedSplit: Split {
  var index: Int64 = 0
  var splitCount: Int64 = 1
  var next: Int64 = 0

  var id: String { "paced-\(index)" }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("index", &index)
    try field("splits", &splitCount)
    try field("next", &next)
  }
}

/// Gives what is due and says when more will be.
final class PacedReader: SplitReader {
  private(set) var split: PacedSplit
  private let source: PacedSource
  private let nanosecondsEach: Double
  private let start = Monotonic.now

  init(_ source: PacedSource, _ split: PacedSplit) {
    self.source = source
    self.split = split
    nanosecondsEach = 1e9 / Double(source.rate)
  }

  func read(into batch: Batch<StampedPair>, limit: Int) async throws -> ReadOutcome {
    let now = Monotonic.now
    let due = Int64(Double(now &- start) / nanosecondsEach)
    let room = min(limit, batch.capacity - batch.count)
    var made = 0
    while made < room, split.next <= due, split.next < source.count {
      let pair = Pair(sequence: split.next, keys: PacedSource.keys)
      var stamped = StampedPair()
      stamped.key = pair.key
      stamped.value = pair.value
      stamped.stamp = Monotonic.now
      batch.append(stamped)
      split.next &+= split.splitCount
      made += 1
    }
    guard split.next < source.count else { return .end }
    if split.next <= due { return .more }
    let wait = Double(split.next) * nanosecondsEach - Double(Monotonic.now &- start)
    return .idle(retryAfter: .nanoseconds(Int64(max(0, wait))))
  }

  func close() async {}
}
