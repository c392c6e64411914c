import WeirCore
import WeirEpochLog
import WeirSQLite

/// Stages the rows of one subtask in the sink's epoch log.
public final class TableWriter<Element: FieldValue, Row: Record>: SinkWriter {
  private let rows: RowLog<Row>
  private let context: SinkContext
  private let appendBatch: @Sendable (Batch<Element>, RowLog<Row>) throws -> Void

  init(_ sink: TableSink<Element, Row>, _ context: SinkContext) {
    rows = RowLog(
      sink.definition, sink.encoder,
      EpochLogWriter(
        context: context, partitionCount: sink.definition.partitionCount, options: sink.options))
    self.context = context
    appendBatch = sink.appendBatch
  }

  public func write(_ batch: Batch<Element>) throws { try appendBatch(batch, rows) }
  public var needsFlush: Bool { rows.log.needsFlush }
  public func flush() async throws { try await rows.log.flush() }
  public func seal(_ epoch: CheckpointID) async throws -> [Segment] {
    try await rows.log.seal(epoch)
  }
  public func redrive(_ request: RedriveRequest) async throws {
    let (directory, jobID) = (context.directory, context.jobID)
    let stored = try await context.environment.blocking.run {
      try StoredRejections.find(
        request, in: directory, jobID: jobID, kind: TablePartition.kind)
    }
    try rows.log.redrive(request, key: stored.key, payload: stored.payload)
  }
  public func abandon() async { await rows.log.abandon() }
}
