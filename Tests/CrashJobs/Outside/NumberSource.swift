import Weir

/// The numbers from 0 up to an end, in as many contiguous ranges as there are splits.
struct NumberSource: Source {
  let end: Int64
  let splitCount: Int64

  var isBounded: Bool { true }

  var problem: String? {
    end < 0 || splitCount < 1 ? "numbers end at 0 or later, and there is at least one split" : nil
  }

  func discoverSplits(_ context: SourceContext) async throws -> [NumberSplit] {
    let (quotient, remainder) = end.quotientAndRemainder(dividingBy: splitCount)
    var first: Int64 = 0
    return (0..<splitCount).map { index in
      let count = quotient + (index < remainder ? 1 : 0)
      defer { first += count }
      return NumberSplit(name: "range-\(index)", next: first, end: first + count)
    }
  }

  func makeReader(for split: NumberSplit, _ context: SourceContext) async throws -> NumberReader {
    guard split.next <= split.end else {
      throw WeirError(
        .unusableCheckpoint, "\(split.name) stands at \(split.next), behind its end \(split.end)")
    }
    return NumberReader(split)
  }
}

/// What is left of a range of numbers.
struct NumberSplit: Split {
  var name = ""
  var next: Int64 = 0
  var end: Int64 = 0

  init() {}
  init(name: String, next: Int64, end: Int64) {
    self.name = name
    self.next = next
    self.end = end
  }

  var id: String { name }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("name", &name)
    try field("next", &next)
    try field("end", &end)
  }
}

/// Reads one range, in small portions, and has nothing to say now and then.
final class NumberReader: SplitReader {
  private(set) var split: NumberSplit
  private var readCount = 0

  init(_ split: NumberSplit) { self.split = split }

  func read(into batch: Batch<Number>, limit: Int) async throws -> ReadOutcome {
    readCount += 1
    if readCount % 16 == 0 { return .idle(retryAfter: .milliseconds(1)) }
    var room = min(limit, batch.capacity - batch.count, 100)
    while room > 0, split.next < split.end {
      batch.append(Number(number: split.next, split: split.name))
      split.next += 1
      room -= 1
    }
    return split.next < split.end ? .more : .end
  }

  func close() async {}
}

/// A number and the range that it is from.
struct Number: Record {
  var number: Int64 = 0
  var split = ""

  init() {}
  init(number: Int64, split: String) {
    self.number = number
    self.split = split
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("number", &number)
    try field("split", &split)
  }
}
