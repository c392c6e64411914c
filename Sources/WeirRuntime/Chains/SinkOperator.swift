import WeirCheckpoints
import WeirCore
import WeirOperators

/// The end of a chain: hands batches to a sink's writer. The subtask's loop does the writer's
/// asynchronous part between two elements.
class SinkOperator: ChainOperator {
  /// Whether the writer wants ``flush()`` before it takes more.
  var needsFlush: Bool { false }
  /// What the writer holds that no barrier has closed, in bytes.
  var stagedByteCount: Int64 { 0 }
  override var hasProcessingTimers: Bool { false }
  /// Moves buffered output to disk.
  func flush() async throws {}
  /// Takes up what is asked of the sink, before its epoch is sealed.
  func takeRequests() async throws {}
  /// Makes everything since the last call durable; after a final seal nothing follows.
  func seal(_ epoch: CheckpointID, isFinal: Bool) async throws -> [Segment] { [] }
  /// Ends the writer without publishing anything.
  func abandon() async {}
}

/// A sink operator of known record type. Its calls into the writer are one per batch.
final class WriterOperator<Writer: SinkWriter>: SinkOperator {
  private let writer: Writer
  /// Of subtask 0, which takes up all of the sink's requests.
  private var requests: RequestReader?

  init(id: OperatorID, context: ChainContext, writer: Writer, requests: RequestReader?) {
    self.writer = writer
    self.requests = requests
    super.init(id: id, context: context, portCount: 0)
  }

  override func receive(_ batch: AnyBatch) throws {
    recordsIn &+= UInt64(truncatingIfNeeded: batch.remaining)
    try writer.write(unsafeDowncast(batch, to: Batch<Writer.Element>.self))
    batch.recycle()
    if writer.needsFlush { context.sinkNeedsFlush = true }
  }

  override func takeRequests() async throws {
    for request in try await requests?.pending() ?? [] {
      try await writer.redrive(request)
      requests?.position = request.number
    }
  }

  override func snapshot() throws -> [StateSection] {
    guard let requests, requests.position > 0 else { return [] }
    return [requests.section]
  }

  override func restore(_ sections: [RestoredSection]) throws {
    requests?.position = try RequestPosition.position(in: sections)
  }

  override var needsFlush: Bool { writer.needsFlush }
  override var stagedByteCount: Int64 { writer.stagedByteCount }
  override func flush() async throws { try await writer.flush() }
  override func seal(_ epoch: CheckpointID, isFinal: Bool) async throws -> [Segment] {
    if isFinal { writer.finish() }
    return try await writer.seal(epoch)
  }
  override func abandon() async { await writer.abandon() }
}
