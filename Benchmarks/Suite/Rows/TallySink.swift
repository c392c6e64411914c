import Weir

/// A sink that stores nothing: what is measured before it is the engine.
struct TallySink<Element: FieldValue>: Sink {
  private let total: SharedTally
  private let sum: @Sendable (Batch<Element>) -> UInt64

  /// - Parameter checksum: A row's part of the checksum; it is compiled into the loop over a batch.
  @inline(__always)
  init(_ total: SharedTally, _ checksum: @escaping @Sendable (Element) -> UInt64) {
    self.total = total
    sum = { batch in
      var sum: UInt64 = 0
      for index in batch.head..<batch.count { sum &+= checksum((batch.values + index).pointee) }
      return sum
    }
  }

  func makeWriter(_ context: SinkContext) async throws -> TallyWriter<Element> {
    TallyWriter(total, sum)
  }
  func makeApplier(_ context: SinkContext) async throws -> any Applier { NothingToApply() }
}

/// Adds batches to a tally, and notes how long barriers keep them away.
final class TallyWriter<Element: FieldValue>: SinkWriter {
  private let total: SharedTally
  private let sum: @Sendable (Batch<Element>) -> UInt64
  private var lastWrite: UInt64 = 0
  private var isAfterBarrier = false

  init(_ total: SharedTally, _ sum: @escaping @Sendable (Batch<Element>) -> UInt64) {
    self.total = total
    self.sum = sum
  }

  func write(_ batch: Batch<Element>) {
    if lastWrite == 0 { total.noteFirstRow(Monotonic.now) }
    if isAfterBarrier {
      if lastWrite > 0 { total.notePause(Monotonic.now &- lastWrite) }
      isAfterBarrier = false
    }
    total.add(Tally(count: UInt64(batch.remaining), checksum: sum(batch)))
    lastWrite = Monotonic.now
  }
  var needsFlush: Bool { false }
  func flush() async throws {}
  func seal(_ epoch: CheckpointID) async throws -> [Segment] {
    isAfterBarrier = true
    if lastWrite > 0 { total.noteLastRow(lastWrite) }
    return []
  }
  func abandon() async {}
}

final class NothingToApply: Applier {
  func recover(_ unapplied: [EpochCommit]) async throws -> [EpochCommit] { [] }
  func apply(_ commit: EpochCommit) async throws {}
  func committedEpoch() async throws -> CheckpointID? { nil }
  func close() async {}
}
