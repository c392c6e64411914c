import WeirCore

/// Makes the records of one ``GeneratorSplit``.
public final class GeneratorReader<Element: FieldValue>: SplitReader {
  public private(set) var split: GeneratorSplit
  private let end: Int64
  private let generator: SequenceGenerator<Element>

  init(_ split: GeneratorSplit, end: Int64, _ generator: SequenceGenerator<Element>) {
    self.split = split
    self.end = end
    self.generator = generator
  }

  public func read(into batch: Batch<Element>, limit: Int) async throws -> ReadOutcome {
    guard split.next < end else { return .end }
    let left = (end - split.next - 1) / split.splitCount + 1
    let room = min(limit, batch.capacity - batch.count)
    let count = Int(min(left, Int64(max(room, 0))))
    generator.fill(batch, split.next, split.splitCount, count)
    let (step, stepOverflow) = Int64(count).multipliedReportingOverflow(by: split.splitCount)
    let (next, overflow) = split.next.addingReportingOverflow(step)
    split.next = overflow || stepOverflow ? .max : next
    return split.next < end ? .more : .end
  }

  public var fractionRead: Double? {
    guard end < .max else { return nil }
    return end > 0 ? min(1, Double(split.next) / Double(end)) : 1
  }

  public func close() async {}
}
