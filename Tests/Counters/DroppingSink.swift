import Weir

/// A sink that stores nothing, so that what is counted is the engine.
struct DroppingSink<Element: FieldValue>: Sink {
  func makeWriter(_ context: SinkContext) async throws -> DroppingWriter<Element> {
    DroppingWriter()
  }
  func makeApplier(_ context: SinkContext) async throws -> any Applier { NothingToApply() }
}

final class DroppingWriter<Element: FieldValue>: SinkWriter {
  func write(_ batch: Batch<Element>) {}
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
