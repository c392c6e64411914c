import WeirCore
import WeirEpochLog
import WeirFormats

extension TableSink where Element == TableChange<Row> {
  /// A table that a stream of changes puts rows into and removes rows from.
  /// - Parameters:
  ///   - key: The fields of the primary key. Stored properties of the record that are basic values
  ///     and always there.
  ///   - partitions: How many files; fixed for the table's life.
  ///   - partitionBy: The names of those fields of the key that alone decide on the partition, so
  ///     that rows which share them are in one file; empty for the whole key.
  ///   - indexes: The fields of each secondary index, by name.
  ///   - options: How the store is written.
  public init<each Key: FieldValue>(
    key: repeat KeyPath<Row, each Key>, partitions: Int = 1, partitionBy: [String] = [],
    indexes: [[String]] = [], options: StoreOptions = StoreOptions(),
    encoder: RowEncoder<Row> = .columns
  ) {
    var names: [String?] = []
    repeat names.append(KeyFieldProbe.name(of: each key))
    self.init(
      changes: names, partitions: partitions, partitionBy: partitionBy, indexes: indexes,
      options: options, encoder: encoder)
  }

  /// As the other, with the key's fields by name.
  public init(
    keyNames: [String], partitions: Int = 1, partitionBy: [String] = [],
    indexes: [[String]] = [], options: StoreOptions = StoreOptions(),
    encoder: RowEncoder<Row> = .columns
  ) {
    self.init(
      changes: keyNames, partitions: partitions, partitionBy: partitionBy, indexes: indexes,
      options: options, encoder: encoder)
  }

  private init(
    changes key: [String?], partitions: Int, partitionBy: [String], indexes: [[String]],
    options: StoreOptions, encoder: RowEncoder<Row>
  ) {
    let definition = TableDefinition(
      key: key, partitionBy: partitionBy, indexes: indexes, partitionCount: partitions,
      fields: Row.fieldType.recordFields)
    let places = definition.keyPlaces
    self.init(
      definition, options, encoder,
      appendBatch: { batch, log in
        for index in batch.head..<batch.count {
          switch batch.values[index].kind {
          case .put(let row): try log.put(row)
          case .removeRow(let row): try log.remove(keyOf: row)
          case .removeKey(let key): try log.remove(key)
          }
        }
      },
      hashElement: { change in
        switch change.kind {
        case .put(let row), .removeRow(let row): return try encoder.keyHash(row, places)
        case .removeKey(let key):
          return key.indices.reduce(0) { $0 &+ key[$1].keyHashPart(place: $1) }
        }
      })
  }
}

extension TableSink where Element == Change<Row> {
  /// A table that follows a stream of corrected results: rows are put and removed by their keys.
  /// - Parameters: as for a stream of ``TableChange``.
  public init<each Key: FieldValue>(
    key: repeat KeyPath<Row, each Key>, partitions: Int = 1, partitionBy: [String] = [],
    indexes: [[String]] = [], options: StoreOptions = StoreOptions(),
    encoder: RowEncoder<Row> = .columns
  ) {
    var names: [String?] = []
    repeat names.append(KeyFieldProbe.name(of: each key))
    let definition = TableDefinition(
      key: names, partitionBy: partitionBy, indexes: indexes, partitionCount: partitions,
      fields: Row.fieldType.recordFields)
    let places = definition.keyPlaces
    self.init(
      definition, options, encoder,
      appendBatch: { batch, log in
        for index in batch.head..<batch.count {
          switch batch.values[index] {
          case .put(let row): try log.put(row)
          case .remove(let row): try log.remove(keyOf: row)
          }
        }
      },
      hashElement: { try encoder.keyHash($0.row, places) })
  }
}
