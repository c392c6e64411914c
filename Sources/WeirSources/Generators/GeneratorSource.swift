import WeirCore

/// Makes records from sequence numbers: load for measurements, input for tests and demonstrations.
///
/// ```swift
/// let squares = flow.source(
///   "squares", GeneratorSource(count: 1_000_000, SequenceGenerator { $0 &* $0 }))
/// ```
///
/// With `n` splits, split `i` makes the numbers `i`, `i + n`, `i + 2n` and so on, so that together
/// they make each number from 0 up to `count` once. The position is the next number, and the same
/// number always gives the same record, so nothing is lost or doubled by a crash.
public struct GeneratorSource<Element: FieldValue>: Source {
  /// Every checkpoint lists all splits.
  static var splitLimit: Int { 65_536 }

  let count: Int64?
  let splitCount: Int?
  let generator: SequenceGenerator<Element>

  /// - Parameters:
  ///   - count: How many records there are in all; nil: no end.
  ///   - splitCount: How many splits share the numbers; nil: one for each subtask of the first run.
  ///   - generator: Makes the records.
  public init(
    count: Int64? = nil, splitCount: Int? = nil, _ generator: SequenceGenerator<Element>
  ) {
    self.count = count
    self.splitCount = splitCount
    self.generator = generator
  }

  public var isBounded: Bool { count != nil }

  public var problem: String? {
    if let count, count < 0 { return "count is \(count); it must not be negative" }
    if let splitCount, !(1...Self.splitLimit).contains(splitCount) {
      return "splitCount is \(splitCount); give 1 to \(Self.splitLimit)"
    }
    return nil
  }

  public func discoverSplits(_ context: SourceContext) async throws -> [GeneratorSplit] {
    let splitCount = splitCount ?? max(context.parallelism, 1)
    return (0..<splitCount).map { GeneratorSplit(index: $0, splitCount: splitCount) }
  }

  public func makeReader(
    for split: GeneratorSplit, _ context: SourceContext
  ) async throws -> GeneratorReader<Element> {
    guard split.splitCount > 0, split.next >= 0 else {
      throw WeirError(
        .unusableCheckpoint,
        "the stored split \(split.id) of a generator makes no sense: next number \(split.next), "
          + "\(split.splitCount) splits")
    }
    return GeneratorReader(split, end: count ?? .max, generator)
  }
}
