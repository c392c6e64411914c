import Synchronization
import WeirCore

/// A source that does what a script says, crashes included, so that a test of recovery is a few
/// lines of data. One script for each split.
///
/// ```swift
/// ScriptedSource([[.record(1), .record(2), .crash, .record(3)]])
/// ```
public struct ScriptedSource<Element: FieldValue>: Source {
  public typealias Reader = ScriptedReader<Element>

  /// What outlives attempts: which crashes have happened.
  final class Memory: Sendable {
    private let crashed = Mutex<Set<ScriptedSplit.Place>>([])

    /// Whether the crash at a place is still to come; it has then happened.
    func crashesNow(at place: ScriptedSplit.Place) -> Bool {
      crashed.withLock { $0.insert(place).inserted }
    }
  }

  private let scripts: [[ScriptStep<Element>]]
  private let memory = Memory()
  public let isBounded: Bool

  /// - Parameter isBounded: whether a split ends with its script; otherwise it is silent for ever
  ///   after it.
  public init(_ splits: [[ScriptStep<Element>]], isBounded: Bool = true) {
    scripts = splits
    self.isBounded = isBounded
  }

  public func discoverSplits(_ context: SourceContext) -> [ScriptedSplit] {
    scripts.indices.map { ScriptedSplit(number: $0) }
  }

  public func makeReader(
    for split: ScriptedSplit, _ context: SourceContext
  ) throws -> ScriptedReader<Element> {
    guard scripts.indices.contains(split.number) else {
      throw WeirError(.unusableCheckpoint, "the script has no split \(split.number)")
    }
    return ScriptedReader(
      split, scripts[split.number], isBounded: isBounded, memory: memory, context: context)
  }
}
