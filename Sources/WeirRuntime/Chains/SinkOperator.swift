import WeirCore
import WeirOperators

/// The end of a chain: hands batches to a sink's writer. The subtask's loop does the writer's
/// asynchronous part between two elements.
open class SinkOperator: ChainOperator {
  /// Whether the writer wants ``flush()`` before it takes more.
  open var needsFlush: Bool { false }
  /// Moves buffered output to disk.
  open func flush() async throws {}
  /// Makes everything since the last call durable; after a final seal nothing follows.
  open func seal(_ epoch: CheckpointID, isFinal: Bool) async throws -> [Segment] { [] }
  /// Ends the writer without publishing anything.
  open func abandon() async {}
}

/// A sink operator of known record type. Its calls into the writer are one per batch.
public final class WriterOperator<Writer: SinkWriter>: SinkOperator {
  private let writer: Writer

  public init(id: OperatorID, context: ChainContext, writer: Writer) {
    self.writer = writer
    super.init(id: id, context: context, portCount: 0)
  }

  public override func receive(_ batch: AnyBatch) throws {
    recordsIn &+= UInt64(truncatingIfNeeded: batch.remaining)
    try writer.write(unsafeDowncast(batch, to: Batch<Writer.Element>.self))
    batch.recycle()
    if writer.needsFlush { context.sinkNeedsFlush = true }
  }

  public override var needsFlush: Bool { writer.needsFlush }
  public override func flush() async throws { try await writer.flush() }
  public override func seal(_ epoch: CheckpointID, isFinal: Bool) async throws -> [Segment] {
    try await writer.seal(epoch, isFinal: isFinal)
  }
  public override func abandon() async { await writer.abandon() }
}
