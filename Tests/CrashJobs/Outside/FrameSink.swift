import Weir

/// Logs records in checksummed frames, and turns each sealed log into a file of JSON lines when its
/// checkpoint is complete.
///
///     .pending-a3-s0-17.frames              a log, being written or sealed
///     .tmp-part-…                           a file of lines being written
///     part-00000017-a3-s0-17.jsonl          committed: first number the epoch, the rest the log's
struct FrameSink<Element: FieldValue>: Sink {
  func makeWriter(_ context: SinkContext) async throws -> FrameWriter<Element> {
    FrameWriter(context)
  }

  func makeApplier(_ context: SinkContext) async throws -> any Applier { FrameApplier(context) }
}
