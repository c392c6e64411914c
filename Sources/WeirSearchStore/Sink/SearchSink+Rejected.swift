import WeirCore
import WeirEpochLog
import WeirSQLite

extension SearchSink {
  /// The documents that the index refused, with their fields by name.
  public func rejectedChanges(_ context: SinkContext) async throws -> [RejectedChange] {
    let (schema, count) = (schema, shardCount)
    let (directory, jobID) = (context.directory, context.jobID)
    return try await context.environment.blocking.run {
      let forms = DocumentForms(schema)
      return try StoredRejections.all(
        in: directory, jobID: jobID, kind: SearchSchema.kind, partitionCount: count
      ).map { partition, stored in
        RejectedChange(
          stored, partition: partition, key: String(decoding: stored.key, as: UTF8.self),
          payload: forms.text(of: stored.payload, schema))
      }
    }
  }

  /// The last change of each document.
  public func netEffect(of span: EpochSpan, _ context: SinkContext) async throws -> NetEffect? {
    let log = EpochLogReader(
      directory: context.logDirectory, jobID: context.jobID, sink: context.operatorID,
      fileSystem: context.environment.fileSystem, absence: .expiry)
    return try await context.environment.blocking.run {
      try log.netEffect(of: span) { String(decoding: $0.prefix(160), as: UTF8.self) }
    }
  }
}

extension DocumentForms {
  /// A logged document for people.
  fileprivate func text(of document: [UInt8], _ schema: SearchSchema) -> String {
    document.withUnsafeBytes { bytes in
      do { try read(bytes) } catch { return "(damaged)" }
      return zip(schema.documentFields, values).map { field, value in
        switch value {
        case .null: "\(field.name)=null"
        case .integer(let number): "\(field.name)=\(number)"
        case .real(let number): "\(field.name)=\(number)"
        case .text(let text): "\(field.name)=\(String(decoding: text, as: UTF8.self))"
        case .bytes(let bytes): "\(field.name)=\(bytes.count) bytes"
        case .refused(let reason): "\(field.name)=(\(reason))"
        }
      }.joined(separator: ", ")
    }
  }
}
