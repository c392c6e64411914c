import WeirCore
import WeirEpochLog
import WeirFormats

/// Writes records into a partitioned table, exactly once.
///
/// ```swift
/// delays.sink("delays", to: TableSink(key: \.carrier, \.start, partitions: 8))
/// changes.sink("plays", to: TableSink(key: \.user, \.track, partitionBy: ["user"]))
/// ```
///
/// A stream of records puts each one: the row of its key is what came last. A stream of
/// ``TableChange`` can also remove rows.
///
/// The store is a directory with one SQLite file for each partition, named `p-0000.sqlite` and so
/// on. Each holds a table named after the sink, with a typed column for each field: integers, truth
/// values and times (milliseconds) as INTEGER, floating-point numbers as REAL, texts as TEXT,
/// ``Bytes`` as BLOB, containers and nested records as JSON in TEXT. Fields that may be absent may
/// be null. A row is in the partition that a hash of its key says; an epoch's changes of a partition
/// become visible in one transaction.
///
/// A value that no column can hold (an integer beyond `Int64.max`, a floating-point number that is
/// none) makes its change a dead letter; the row keeps its earlier value.
///
/// Fields that may be absent can be added to a record later. Every other change of fields, key or
/// number of partitions is refused when the job starts.
public struct TableSink<Element: FieldValue, Row: Record>: Sink {
  let definition: TableDefinition
  let options: StoreOptions
  let encoder: RowEncoder<Row>
  let appendBatch: @Sendable (Batch<Element>, RowLog<Row>) throws -> Void
  let hashElement: @Sendable (Element) throws -> UInt64

  init(
    _ definition: TableDefinition, _ options: StoreOptions, _ encoder: RowEncoder<Row>,
    appendBatch: @escaping @Sendable (Batch<Element>, RowLog<Row>) throws -> Void,
    hashElement: @escaping @Sendable (Element) throws -> UInt64
  ) {
    self.definition = definition
    self.options = options
    self.encoder = encoder
    self.appendBatch = appendBatch
    self.hashElement = hashElement
  }

  public var problem: String? { definition.problem ?? options.problem }

  /// All changes of a key come through one writer.
  public var routingHash: (@Sendable (Element) throws -> UInt64)? { hashElement }

  public func makeWriter(_ context: SinkContext) async throws -> TableWriter<Element, Row> {
    TableWriter(self, context)
  }

  public func makeApplier(_ context: SinkContext) async throws -> any Applier {
    let schema = definition.schema
    try await context.environment.blocking.run {
      try SchemaFile.write(schema, in: context.directory, context.environment.fileSystem)
    }
    return EpochLogApplier(
      context: context,
      partitions: (0..<definition.partitionCount).map { partition in
        TablePartition(
          context, partition: partition, partitionCount: definition.partitionCount,
          schema: schema)
      }, options: options)
  }
}
