import WeirCheckpoints
import WeirCore

/// Where the splits of a replay end: at the positions that a later checkpoint of the original has.
struct SplitLimits<SplitType: Split>: Sendable {
  private let ends: [String: PreparedSplit<SplitType>]

  init(_ sections: [RestoredSection]) throws {
    let splits = try sections.filter { $0.section.name == SplitSection.name }.flatMap { try SplitSection.decode($0, SplitType.self) }
    ends = Dictionary(splits.map { ($0.split.id, $0) }) { first, _ in first }
  }

  /// Whether the original had found the split when the checkpoint was made.
  func knows(_ split: SplitType) -> Bool { ends[split.id] != nil }

  /// Whether nothing is left to read before the limit.
  func isReached(by split: SplitType) throws -> Bool {
    guard let end = ends[split.id] else { return true }
    if end.isFinished { return false }
    return try progress(split) >= progress(end.split)
  }

  /// Whether records beyond the limit were read.
  func isPassed(by split: SplitType) throws -> Bool {
    guard let end = ends[split.id], !end.isFinished else { return false }
    return try progress(split) > progress(end.split)
  }

  /// Whether a dead letter of the split stands before its limit.
  func covers(_ letter: DeadLetter, in split: SplitType) -> Bool {
    guard let end = ends[split.id]?.split.progress else { return false }
    return letter.byteOffset < end
  }

  private func progress(_ split: SplitType) throws -> Int64 {
    if let progress = split.progress { return progress }
    throw WeirError(
      .usage,
      "split \"\(split.id)\" cannot end in its middle, because its source does not number its records;"
        + " replay to a checkpoint at which it was read to its end", isRetriable: false)
  }
}
