import Weir

/// A sink that stores nothing, for results that would fill the disk.
struct DiscardingSink<Element: FieldValue>: Sink {
  func makeWriter(_ context: SinkContext) async throws -> DiscardingWriter<Element> {
    DiscardingWriter()
  }
  func makeApplier(_ context: SinkContext) async throws -> any Applier { NothingToApply() }
}

final class DiscardingWriter<Element: FieldValue>: SinkWriter {
  func write(_ batch: Batch<Element>) {}
  var needsFlush: Bool { false }
  func flush() async throws {}
  func seal(_ epoch: CheckpointID) async throws -> [Segment] { [] }
  func abandon() async {}
}
