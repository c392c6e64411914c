import WeirCore
import WeirEpochLog
import WeirFormats
import WeirSQLite

extension ColumnValue {
  /// Appends the value as a row's encoder does.
  func append(to buffer: ByteBuffer) {
    var encoder = ColumnEncoder(buffer: buffer)
    switch self {
    case .null: buffer.append(ColumnTag.null.rawValue)
    case .integer(let number): encoder.encode(number, bits: 64)
    case .real(let number): encoder.encode(number)
    case .text(let text): encoder.encode(text)
    case .bytes(let bytes): encoder.encode(Bytes(bytes))
    }
  }

  /// What the value contributes to the hash of a key.
  func keyHashPart(place: Int) -> UInt64 {
    switch self {
    case .null: KeyHash.part(place: place, value: 0)
    case .integer(let number): KeyHash.part(place: place, value: UInt64(bitPattern: number))
    case .real(let number): KeyHash.part(place: place, value: number.bitPattern)
    case .text(let text): KeyHash.part(place: place, value: StableHash.hash(text))
    case .bytes(let bytes):
      KeyHash.part(place: place, value: bytes.withUnsafeBytes { StableHash.hash($0) })
    }
  }
}

extension SQLiteStatement {
  /// Binds a value of an encoded row by pointer.
  /// - Throws: ``ChangeRefused`` when no column can hold it.
  func bind(_ token: ColumnToken, at index: Int, column: TableColumn) throws {
    switch token {
    case .null: try bindNull(index)
    case .integer(let number): try bind(number, at: index)
    case .text(let bytes): try bind(text: bytes, at: index)
    case .bytes(let bytes): try bind(bytes: bytes, at: index)
    case .real(let number):
      // SQLite would store a null.
      guard !number.isNaN else { throw refused(column, "not a number") }
      try bind(number, at: index)
    case .unsigned(let number):
      throw refused(column, "\(number) is more than \(Int64.max)")
    case .unstorable(let reason):
      throw refused(column, String(decoding: reason, as: UTF8.self))
    }
  }

  /// Appends a column of the present row as a row's encoder does.
  func appendValue(_ column: Int, to buffer: ByteBuffer) {
    switch kind(column) {
    case .integer:
      buffer.append(ColumnTag.integer.rawValue)
      buffer.append(integer(column))
    case .real:
      buffer.append(ColumnTag.real.rawValue)
      buffer.append(real(column).bitPattern)
    case .text, .bytes:
      let bytes = bytes(column)
      buffer.append((kind(column) == .text ? ColumnTag.text : .bytes).rawValue)
      buffer.append(UInt32(truncatingIfNeeded: bytes.count))
      buffer.append(bytes: bytes)
    case .null: buffer.append(ColumnTag.null.rawValue)
    }
  }

  private func refused(_ column: TableColumn, _ reason: String) -> ChangeRefused {
    ChangeRefused(index: nil, reason: "column \"\(column.name)\": \(reason)")
  }
}
