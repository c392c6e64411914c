import Weir
import WeirTestKit

/// A sink whose store takes nothing before its gate opens.
struct GatedSink<Inner: Sink>: Sink {
  typealias Element = Inner.Element
  typealias Writer = Inner.Writer

  let inner: Inner
  let gate: Latch?

  init(_ inner: Inner, gate: Latch?) {
    self.inner = inner
    self.gate = gate
  }

  var problem: String? { inner.problem }
  var routingHash: (@Sendable (Element) throws -> UInt64)? { inner.routingHash }

  func makeWriter(_ context: SinkContext) async throws -> Writer {
    try await inner.makeWriter(context)
  }

  func makeApplier(_ context: SinkContext) async throws -> any Applier {
    GatedApplier(inner: try await inner.makeApplier(context), gate: gate)
  }
}

private final class GatedApplier: Applier {
  let inner: any Applier
  let gate: Latch?

  init(inner: any Applier, gate: Latch?) {
    self.inner = inner
    self.gate = gate
  }

  func checkPresence(of heads: [Int: CheckpointID]) async throws {
    try await inner.checkPresence(of: heads)
  }

  func recover(_ unapplied: [EpochCommit]) async throws -> [EpochCommit] {
    try await inner.recover(unapplied)
  }

  func apply(_ commit: EpochCommit) async throws {
    try await gate?.wait()
    try await inner.apply(commit)
  }

  func committedEpoch() async throws -> CheckpointID? { try await inner.committedEpoch() }
  func release(upTo oldest: CheckpointID) async throws { try await inner.release(upTo: oldest) }
  var status: StoreStatus { inner.status }
  func close() async { await inner.close() }
}
