import WeirCore
import WeirEpochLog
import WeirSQLite

/// Stages the changes of one subtask in the index's epoch log.
public final class SearchWriter<Element: FieldValue>: SinkWriter, @unchecked Sendable {
  private let log: EpochLogWriter
  private let context: SinkContext
  private let id: @Sendable (Element) -> String
  private let encode:
    @Sendable (Element, inout DocumentEncoder) throws -> SearchSink<Element>.Change
  private let shardCount: UInt64
  private var encoder = DocumentEncoder()

  init(sink: SearchSink<Element>, _ context: SinkContext) {
    log = EpochLogWriter(
      context: context, partitionCount: sink.shardCount, options: sink.options)
    self.context = context
    id = sink.id
    encode = sink.encode
    shardCount = UInt64(max(1, sink.shardCount))
  }

  public func write(_ batch: Batch<Element>) throws {
    for index in batch.head..<batch.count {
      let element = batch.values[index]
      encoder.removeAll()
      let change = try encode(element, &encoder)
      var id = id(element)
      let shard = SearchShardNumber.of(id, count: shardCount)
      try id.withUTF8 { id in
        try encoder.buffer.withUnsafeBytes { payload in
          try log.append(
            partition: shard, kind: change == .put ? .put : .remove,
            key: UnsafeRawBufferPointer(id), payload: payload)
        }
      }
    }
  }

  public var needsFlush: Bool { log.needsFlush }

  public func flush() async throws { try await log.flush() }

  public func seal(_ epoch: CheckpointID) async throws -> [Segment] { try await log.seal(epoch) }

  public func redrive(_ request: RedriveRequest) async throws {
    let (directory, jobID) = (context.directory, context.jobID)
    let stored = try await context.environment.blocking.run {
      try StoredRejections.find(request, in: directory, jobID: jobID, kind: SearchSchema.kind)
    }
    try log.redrive(request, key: stored.key, payload: stored.payload)
  }

  public func abandon() async { await log.abandon() }
}

/// Where a document is.
enum SearchShardNumber {
  static func of(_ id: String, count: UInt64) -> Int {
    Int(truncatingIfNeeded: StableHash.mix(StableHash.hash(id)) % max(1, count))
  }
}
