import WeirCore
import WeirEpochLog
import WeirSQLite
import WeirStorage

/// Keeps a search index of documents, exactly once, in SQLite files with FTS5.
///
/// ```swift
/// sessions.sink("sessions", to: SearchSink(id: \.session, text: [\.artists, \.tracks], shards: 4))
/// ```
///
/// A stream of records puts every record; a stream of ``SearchChange`` puts and removes. Every
/// field of a document is stored with its type and can be filtered, sorted and counted by; those in
/// `text` can be searched by their words as well. A document's shard follows from its id, and all
/// changes of an id go through one writer, so their order is kept.
public struct SearchSink<Element: FieldValue>: Sink {
  /// How the sink looks at an element.
  enum Change {
    case put
    case remove
  }

  let schema: SearchSchema
  let shardCount: Int
  let options: StoreOptions
  public let problem: String?
  /// The id of what an element changes.
  let id: @Sendable (Element) -> String
  /// Which change an element is; its document is encoded when it puts one.
  let encode: @Sendable (Element, inout DocumentEncoder) throws -> Change

  /// An index of the stream's records.
  /// - Parameters:
  ///   - id: The field that names a document; not empty.
  ///   - text: The fields with text search: texts, arrays of texts, or optionals of them.
  ///   - shards: In how many files the index is; they are written side by side. Fixed for good.
  ///   - stemming: Fixed for good.
  public init(
    id: KeyPath<Element, String> & Sendable, text: [PartialKeyPath<Element> & Sendable],
    shards: Int = 4, stemming: SearchStemming = .none,
    bulkFlushMaxActions: Int = 1000, bulkFlushInterval: Duration = .seconds(5),
    options: StoreOptions? = nil
  ) where Element: Record {
    self.init(
      Element.self, id: id, text: text, shards: shards, stemming: stemming,
      options: options
        ?? .bulk(bulkFlushMaxActions: bulkFlushMaxActions, bulkFlushInterval: bulkFlushInterval),
      idOf: { $0[keyPath: id] },
      encode: { element, encoder in
        try encoder.encode(document: element)
        return .put
      })
  }

  /// An index that a stream of changes puts documents into and removes them from; the parameters
  /// are those for records.
  public init<Document: Record>(
    id: KeyPath<Document, String> & Sendable, text: [PartialKeyPath<Document> & Sendable],
    shards: Int = 4, stemming: SearchStemming = .none,
    bulkFlushMaxActions: Int = 1000, bulkFlushInterval: Duration = .seconds(5),
    options: StoreOptions? = nil
  ) where Element == SearchChange<Document> {
    self.init(
      Document.self, id: id, text: text, shards: shards, stemming: stemming,
      options: options
        ?? .bulk(bulkFlushMaxActions: bulkFlushMaxActions, bulkFlushInterval: bulkFlushInterval),
      idOf: { change in
        switch change {
        case .put(let document): document[keyPath: id]
        case .remove(let id): id
        }
      },
      encode: { change, encoder in
        guard case .put(let document) = change else { return .remove }
        try encoder.encode(document: document)
        return .put
      })
  }

  /// An index that follows a stream of corrected results; the parameters are those for records.
  public init<Document: Record>(
    id: KeyPath<Document, String> & Sendable, text: [PartialKeyPath<Document> & Sendable],
    shards: Int = 4, stemming: SearchStemming = .none,
    bulkFlushMaxActions: Int = 1000, bulkFlushInterval: Duration = .seconds(5),
    options: StoreOptions? = nil
  ) where Element == WeirCore.Change<Document> {
    self.init(
      Document.self, id: id, text: text, shards: shards, stemming: stemming,
      options: options
        ?? .bulk(bulkFlushMaxActions: bulkFlushMaxActions, bulkFlushInterval: bulkFlushInterval),
      idOf: { $0.row[keyPath: id] },
      encode: { change, encoder in
        guard case .put(let document) = change else { return .remove }
        try encoder.encode(document: document)
        return .put
      })
  }

  private init<Document: Record>(
    _ document: Document.Type, id: KeyPath<Document, String>, text: [PartialKeyPath<Document>],
    shards: Int, stemming: SearchStemming, options: StoreOptions,
    idOf: @escaping @Sendable (Element) -> String,
    encode: @escaping @Sendable (Element, inout DocumentEncoder) throws -> Change
  ) {
    let names = SearchFieldNames(id: id, text: text)
    schema = SearchSchema(
      document.fieldType, id: names.id ?? "", text: names.text, stemming: stemming)
    shardCount = shards
    self.options = options
    problem = names.problem ?? schema.problem ?? Self.problem(shards) ?? options.problem
    self.id = idOf
    self.encode = encode
  }

  private static func problem(_ shards: Int) -> String? {
    guard (1...SearchLimits.shards).contains(shards) else {
      return "an index has between 1 and \(SearchLimits.shards) shards, not \(shards)"
    }
    return nil
  }

  public var routingHash: (@Sendable (Element) throws -> UInt64)? {
    let id = id
    return { id($0).stableHash }
  }

  public func makeWriter(_ context: SinkContext) async throws -> SearchWriter<Element> {
    SearchWriter(sink: self, context)
  }

  public func makeApplier(_ context: SinkContext) async throws -> any Applier {
    let partitions = (0..<shardCount).map { number in
      SearchPartition(
        path: FilePaths.join(context.directory, PartitionIdentity.fileName(of: number)),
        identity: PartitionIdentity(
          jobID: context.jobID, sink: context.operatorID.name, kind: SearchSchema.kind,
          partition: number, partitionCount: shardCount),
        attempt: context.attempt, schema: schema)
    }
    return EpochLogApplier(context: context, partitions: partitions, options: options)
  }
}
