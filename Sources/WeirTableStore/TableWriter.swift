import WeirCore
import WeirEpochLog

/// Stages the rows of one subtask in the sink's epoch log.
public final class TableWriter<Element: FieldValue, Row: Record>: SinkWriter {
  private let rows: RowLog<Row>
  private let appendBatch: @Sendable (Batch<Element>, RowLog<Row>) throws -> Void

  init(_ sink: TableSink<Element, Row>, _ context: SinkContext) {
    rows = RowLog(
      sink.definition, sink.encoder,
      EpochLogWriter(
        context: context, partitionCount: sink.definition.partitionCount, options: sink.options))
    appendBatch = sink.appendBatch
  }

  public func write(_ batch: Batch<Element>) throws { try appendBatch(batch, rows) }
  public var needsFlush: Bool { rows.log.needsFlush }
  public func flush() async throws { try await rows.log.flush() }
  public func seal(_ epoch: CheckpointID) async throws -> [Segment] {
    try await rows.log.seal(epoch)
  }
  public func abandon() async { await rows.log.abandon() }
}
