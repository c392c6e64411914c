import WeirCore
import WeirEpochLog
import WeirFormats
import WeirSQLite

/// Encodes rows, finds their partitions and appends them to the log. Used by one task at a time.
///
/// In the log a key is its columns in the order of the key; the payload of a put is the schema's
/// fingerprint (UInt32) and the other columns in the order of the record. Both as `ColumnEncoder`
/// writes values.
final class RowLog<Row: Record>: @unchecked Sendable {
  let log: EpochLogWriter
  private let schema: TableSchema
  private let fingerprint: UInt32
  private let encoder: RowEncoder<Row>
  private let scratch: RowScratch
  /// The key's columns in the order of the key, where the record has another.
  private let ordered = ByteBuffer()
  private let partitionKey = ByteBuffer()
  private let isKeyInFieldOrder: Bool
  private let isPartitionedByKey: Bool

  init(_ definition: TableDefinition, _ encoder: RowEncoder<Row>, _ log: EpochLogWriter) {
    self.log = log
    self.encoder = encoder
    schema = definition.schema
    fingerprint = schema.fingerprint
    let places = definition.keyPlaces
    scratch = RowScratch(keyPlaces: places, keyCount: schema.keyCount)
    let inOrder = places.filter { $0 >= 0 }
    isKeyInFieldOrder = inOrder == inOrder.sorted()
    isPartitionedByKey = schema.partitionKey.count == schema.keyCount
  }

  func put(_ row: borrowing Row) throws {
    try encoder.encode(row, scratch)
    let key = orderedKey()
    let partition = partition(of: key)
    let buffer = try log.beginChange(partition: partition, kind: .put)
    key.withUnsafeBytes { buffer.append(bytes: $0) }
    log.endKey()
    buffer.append(fingerprint)
    scratch.values.withUnsafeBytes { buffer.append(bytes: $0) }
    try log.endChange()
  }

  func remove(keyOf row: borrowing Row) throws {
    try encoder.encode(row, scratch)
    let key = orderedKey()
    try appendRemoval(key, partition: partition(of: key))
  }

  /// - Throws: when the values are not those of a key.
  func remove(_ key: [ColumnValue]) throws {
    guard key.count == schema.keyCount, zip(key, schema.key).allSatisfy({ $0.fits($1) }) else {
      throw WeirError(
        .userFunction,
        "a removal names \(key), but the key is "
          + schema.key.map { "\($0.name): \($0.type)" }.joined(separator: ", "),
        isRetriable: false)
    }
    ordered.removeAll()
    for value in key { value.append(to: ordered) }
    try appendRemoval(
      ordered, partition: schema.partition(of: key, partitionCount: log.partitionCount))
  }

  private func appendRemoval(_ key: ByteBuffer, partition: Int) throws {
    let buffer = try log.beginChange(partition: partition, kind: .remove)
    key.withUnsafeBytes { buffer.append(bytes: $0) }
    log.endKey()
    try log.endChange()
  }

  private func orderedKey() -> ByteBuffer {
    if isKeyInFieldOrder { return scratch.keys }
    ordered.removeAll()
    scratch.keys.withUnsafeBytes { bytes in
      for place in 0..<schema.keyCount {
        ordered.append(bytes: UnsafeRawBufferPointer(rebasing: bytes[scratch.range(ofKey: place)]))
      }
    }
    return ordered
  }

  private func partition(of key: ByteBuffer) -> Int {
    if log.partitionCount == 1 { return 0 }
    if isPartitionedByKey { return hashed(key) }
    partitionKey.removeAll()
    scratch.keys.withUnsafeBytes { bytes in
      for place in schema.partitionKey {
        partitionKey.append(
          bytes: UnsafeRawBufferPointer(rebasing: bytes[scratch.range(ofKey: place)]))
      }
    }
    return hashed(partitionKey)
  }

  private func hashed(_ bytes: ByteBuffer) -> Int {
    bytes.withUnsafeBytes {
      TableSchema.partition(of: $0, partitionCount: log.partitionCount)
    }
  }
}
