import WeirCore
import WeirEpochLog
import WeirSQLite

extension TableSink {
  /// The changes that the table refused, with their columns by name.
  public func rejectedChanges(_ context: SinkContext) async throws -> [RejectedChange] {
    let (schema, count) = (definition.schema, definition.partitionCount)
    let (directory, jobID) = (context.directory, context.jobID)
    return try await context.environment.blocking.run {
      try StoredRejections.all(
        in: directory, jobID: jobID, kind: TablePartition.kind, partitionCount: count
      ).map { partition, stored in
        RejectedChange(
          stored, partition: partition, key: RowText.key(stored.key, schema),
          payload: RowText.payload(stored.payload, schema))
      }
    }
  }

  /// The last change of each key.
  public func netEffect(of span: EpochSpan, _ context: SinkContext) async throws -> NetEffect? {
    let schema = definition.schema
    let log = EpochLogReader(
      directory: context.logDirectory, jobID: context.jobID, sink: context.operatorID,
      fileSystem: context.environment.fileSystem, absence: .expiry)
    return try await context.environment.blocking.run {
      try log.netEffect(of: span) { RowText.key(Array($0), schema) }
    }
  }
}

/// Logged rows for people.
private enum RowText {
  static func key(_ bytes: [UInt8], _ schema: TableSchema) -> String {
    values(bytes, from: 0).joined(separator: ", ")
  }

  /// The columns that are not key, with their names where the schema still has as many.
  static func payload(_ bytes: [UInt8], _ schema: TableSchema) -> String {
    let texts = values(bytes, from: MemoryLayout<UInt32>.size)
    let names = schema.columns.dropFirst(schema.keyCount).map(\.name)
    guard texts.count == names.count else { return texts.joined(separator: ", ") }
    return zip(names, texts).map { "\($0)=\($1)" }.joined(separator: ", ")
  }

  private static func values(_ bytes: [UInt8], from start: Int) -> [String] {
    bytes.dropFirst(start).withUnsafeBytes { bytes in
      var cursor = ColumnCursor(bytes)
      var texts: [String] = []
      do {
        while !cursor.isAtEnd { texts.append(text(try cursor.next())) }
      } catch {
        texts.append("(damaged)")
      }
      return texts
    }
  }

  private static func text(_ token: ColumnToken) -> String {
    switch token {
    case .null: "null"
    case .integer(let value): "\(value)"
    case .unsigned(let value): "\(value)"
    case .real(let value): "\(value)"
    case .text(let bytes): String(decoding: bytes, as: UTF8.self)
    case .bytes(let bytes): "\(bytes.count) bytes"
    case .unstorable(let reason): "(\(String(decoding: reason, as: UTF8.self)))"
    }
  }
}
