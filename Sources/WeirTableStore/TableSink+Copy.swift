import WeirCore
import WeirEpochLog
import WeirSQLite

extension TableSink {
  /// The rows of each partition at the cut, as one epoch of the copy: the last that had data there.
  /// What the store had refused stays with the original.
  public func copyStore(
    at cut: StoreCut, from original: SinkContext, to copy: SinkContext
  ) async throws {
    let wanted = definition.schema
    try await copy.environment.blocking.run {
      let files = copy.environment.fileSystem
      let snapshot = try TableSnapshot(
        directory: original.directory, logDirectory: original.logDirectory,
        jobID: original.jobID, sink: original.operatorID, fileSystem: files)
      try snapshot.position(at: cut)
      guard let schema = snapshot.schema else { return }
      // Rows are written in the form of the original's columns.
      try SchemaFile.write(schema, in: copy.directory, files)
      try SchemaFile.write(wanted, in: copy.directory, files)
      for (number, source) in snapshot.partitions.enumerated() {
        guard let epoch = cut.heads?[number] else { continue }
        let partition = TablePartition(
          copy, partition: number, partitionCount: snapshot.partitions.count, schema: wanted)
        try partition.open()
        defer { partition.close() }
        try partition.begin(epoch)
        try source.forEachPage(schema) { try partition.apply($0) }
        try partition.commit()
      }
    }
  }
}

extension PartitionSnapshot {
  /// All rows as changes that put them, in pages.
  fileprivate func forEachPage(
    _ schema: TableSchema, _ body: (UnsafeBufferPointer<LoggedChange>) throws -> Void
  ) throws {
    let statement = try prepare("SELECT \(try TableSnapshot.list(schema)) FROM temp.weir_cut")
    let fingerprint = schema.fingerprint
    var page = CopiedPage()
    while try statement.step() {
      page.begin()
      for column in 0..<schema.keyCount { statement.appendValue(column, to: page.buffer) }
      page.endKey()
      page.buffer.append(fingerprint)
      for column in schema.keyCount..<schema.columns.count {
        statement.appendValue(column, to: page.buffer)
      }
      page.end()
      if page.isFull { try page.hand(to: body) }
    }
    try page.hand(to: body)
  }
}
