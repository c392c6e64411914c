import WeirCore
import WeirSQLite

/// A table's columns, those of the key first, in the order of the key.
public struct TableSchema: Sendable, Equatable {
  public let columns: [TableColumn]
  /// The first so many columns are the primary key.
  public let keyCount: Int
  /// The places in the key that decide on the partition, ascending.
  public let partitionKey: [Int]
  /// The columns of each secondary index.
  public let indexes: [[String]]

  init(columns: [TableColumn], keyCount: Int, partitionKey: [Int], indexes: [[String]]) {
    self.columns = columns
    self.keyCount = keyCount
    self.partitionKey = partitionKey
    self.indexes = indexes
  }

  public var key: ArraySlice<TableColumn> { columns.prefix(keyCount) }

  /// The place of a column by its exact name.
  public func index(of name: String) -> Int? {
    columns.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
  }

  /// The names of the columns that decide on the partition.
  public var partitionColumns: [String] { partitionKey.map { columns[$0].name } }

  /// The partition of a key.
  /// - Parameter key: One value for each column of the key.
  public func partition(of key: [ColumnValue], partitionCount: Int) -> Int {
    let bytes = ByteBuffer()
    for place in partitionKey where place < key.count { key[place].append(to: bytes) }
    return bytes.withUnsafeBytes { Self.partition(of: $0, partitionCount: partitionCount) }
  }

  /// The partition of the encoded columns that decide on it.
  static func partition(of bytes: UnsafeRawBufferPointer, partitionCount: Int) -> Int {
    Int(truncatingIfNeeded: StableHash.hash(bytes) % UInt64(max(1, partitionCount)))
  }
}

extension FieldType {
  /// The fields of a record; none for every other type.
  var recordFields: [Field] {
    if case .record(let fields) = self { fields } else { [] }
  }
}
