import WeirCore
import WeirFormats
import WeirSQLite

/// A table's schema as files hold it.
struct StoredTable: Record, Equatable {
  struct Column: Record, Equatable {
    var name = ""
    /// For people.
    var type = ""
    /// The type in the form of `SchemaCodec`.
    var schema = Bytes()
    init() {}
    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("name", &name)
      try field("type", &type)
      try field("schema", &schema)
    }
  }

  var columns: [Column] = []
  var key: [String] = []
  var partitionBy: [String] = []
  var indexes: [[String]] = []

  init() {}
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("columns", &columns)
    try field("key", &key)
    try field("partition_by", &partitionBy)
    try field("indexes", &indexes)
  }
}

extension TableSchema {
  /// The schema as text.
  func stored() throws -> String {
    var table = StoredTable()
    table.columns = columns.map { column in
      var stored = StoredTable.Column()
      stored.name = column.name
      stored.type = "\(column.type)"
      stored.schema = Bytes(SchemaCodec.encode(column.type))
      return stored
    }
    table.key = key.map(\.name)
    table.partitionBy = partitionColumns
    table.indexes = indexes
    return String(decoding: try JSON.encode(table), as: UTF8.self)
  }

  /// The schema that a text holds.
  /// - Throws: `unusableCheckpoint` when the text is damaged.
  init(stored text: String, file: String) throws {
    do {
      let table = try JSON.decode(StoredTable.self, from: Array(text.utf8))
      let columns = try table.columns.map { column in
        TableColumn(
          name: column.name,
          type: try column.schema.storage.withUnsafeBytes { bytes in
            var decoder = BinaryDecoder(bytes)
            return try SchemaCodec.decode(from: &decoder)
          })
      }
      self.init(
        columns: columns, keyCount: table.key.count,
        partitionKey: try table.partitionBy.map { name in
          guard let place = table.key.firstIndex(of: name) else { throw ColumnCursor.damaged }
          return place
        }, indexes: table.indexes)
      guard table.key.count <= columns.count, !table.key.isEmpty,
        table.key.elementsEqual(key.map(\.name))
      else { throw ColumnCursor.damaged }
    } catch {
      throw WeirError(
        .unusableCheckpoint, "the table's stored schema is damaged; restore it from a backup",
        at: .init(file: file), cause: error)
    }
  }

  /// Names the order and the types of an encoded row's columns. Stands before every row in the log.
  var fingerprint: UInt32 {
    let buffer = ByteBuffer()
    SchemaCodec.encode(
      .record(columns.map { FieldType.Field(name: $0.name, type: $0.type) }), to: buffer)
    buffer.append(UInt32(truncatingIfNeeded: keyCount))
    return UInt32(truncatingIfNeeded: buffer.withUnsafeBytes { StableHash.hash($0) })
  }
}
