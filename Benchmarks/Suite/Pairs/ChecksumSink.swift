import Synchronization
import Weir

/// Rows seen and the sum of their checksums.
final class ChecksumTotal: Sendable {
  private let state = Mutex((rows: 0 as UInt64, checksum: 0 as UInt64))
  func add(rows: UInt64, checksum: UInt64) {
    state.withLock { state in
      state.rows &+= rows
      state.checksum &+= checksum
    }
  }
  var value: (rows: UInt64, checksum: UInt64) { state.withLock { $0 } }
}

/// A sink that stores nothing: what is measured before it is the engine.
struct ChecksumSink: Sink {
  typealias Element = PairTotal
  let total: ChecksumTotal

  func makeWriter(_ context: SinkContext) async throws -> ChecksumWriter {
    ChecksumWriter(total: total)
  }
  func makeApplier(_ context: SinkContext) async throws -> any Applier { NothingToApply() }
}

final class ChecksumWriter: SinkWriter {
  private let total: ChecksumTotal
  init(total: ChecksumTotal) { self.total = total }

  func write(_ batch: Batch<PairTotal>) {
    var checksum: UInt64 = 0
    for index in batch.head..<batch.count { checksum &+= batch.values[index].checksum }
    total.add(rows: UInt64(batch.remaining), checksum: checksum)
  }
  var needsFlush: Bool { false }
  func flush() async throws {}
  func seal(_ epoch: CheckpointID) async throws -> [Segment] { [] }
  func abandon() async {}
}

final class NothingToApply: Applier {
  func recover(_ unapplied: [EpochCommit]) async throws -> [EpochCommit] { [] }
  func apply(_ commit: EpochCommit) async throws {}
  func committedEpoch() async throws -> CheckpointID? { nil }
  func close() async {}
}
