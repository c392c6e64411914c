import WeirCore
import WeirEpochLog
import WeirSQLite
import WeirStorage

extension SearchSink {
  /// The documents of each shard at the cut, as one epoch of the copy: the last that had data
  /// there. What the index had refused stays with the original.
  public func copyStore(
    at cut: StoreCut, from original: SinkContext, to copy: SinkContext
  ) async throws {
    let schema = schema
    guard cut.heads?.isEmpty == false else { return }
    try await copy.environment.blocking.run {
      let snapshot = try SearchSnapshot(
        directory: original.directory, logDirectory: original.logDirectory,
        jobID: original.jobID, sink: original.operatorID,
        fileSystem: copy.environment.fileSystem)
      try snapshot.position(at: cut)
      for (number, source) in snapshot.shards.enumerated() {
        guard let epoch = cut.heads?[number] else { continue }
        let shard = SearchPartition(
          path: FilePaths.join(copy.directory, PartitionIdentity.fileName(of: number)),
          identity: PartitionIdentity(
            jobID: copy.jobID, sink: copy.operatorID.name, kind: SearchSchema.kind,
            partition: number, partitionCount: snapshot.shards.count),
          attempt: copy.attempt, schema: schema)
        try shard.open()
        defer { shard.close() }
        try shard.begin(epoch)
        for part in SearchPart.all(of: [source]) {
          try part.forEachPage { try shard.apply($0) }
        }
        try shard.commit()
      }
    }
  }
}

extension SearchPart {
  /// All documents as changes that put them, in pages.
  fileprivate func forEachPage(
    _ body: (UnsafeBufferPointer<LoggedChange>) throws -> Void
  ) throws {
    let fields = schema.documentFields
    let id = fields.firstIndex { $0.name == schema.id } ?? 0
    let names = try fields.map { "d.\(try SQLiteIdentifier.quoted($0.name))" }
    let statement = try statement(
      names.joined(separator: ", "), source: .documents, conditions: [], suffix: "")
    var page = CopiedPage()
    while try statement.step() {
      page.begin()
      page.buffer.append(bytes: statement.bytes(id))
      page.endKey()
      for (column, field) in fields.enumerated() {
        DocumentEncoder.append(name: field.name, to: page.buffer)
        FieldForm.column(statement, column).append(to: page.buffer)
      }
      page.end()
      if page.isFull { try page.hand(to: body) }
    }
    try page.hand(to: body)
  }
}
