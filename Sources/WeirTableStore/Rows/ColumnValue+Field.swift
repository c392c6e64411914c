import WeirCore
import WeirFormats
import WeirSQLite

extension ColumnValue {
  /// The value of a field as a column holds it; containers and records become JSON texts, and what
  /// no column can hold becomes null.
  public init<Value: FieldValue>(field value: Value) {
    let buffer = ByteBuffer()
    var encoder = ColumnEncoder(buffer: buffer)
    // The encoder never throws by itself; a value that does has no bytes.
    do { try value.encode(to: &encoder) } catch { buffer.removeAll() }
    self = buffer.withUnsafeBytes { bytes in
      var cursor = ColumnCursor(bytes)
      do { return ColumnValue(try cursor.next()) } catch { return .null }
    }
  }

  /// A copy of an encoded value; what no column can hold becomes null.
  init(_ token: ColumnToken) {
    self =
      switch token {
      case .null, .unsigned, .unstorable: .null
      case .integer(let number): .integer(number)
      case .real(let number): .real(number)
      case .text(let bytes): .text(String(decoding: bytes, as: UTF8.self))
      case .bytes(let bytes): .bytes(Array(bytes))
      }
  }

  /// Whether a column of a key can hold it.
  func fits(_ column: TableColumn) -> Bool {
    switch (self, column.storage) {
    case (.integer, .integer), (.text, .text), (.bytes, .bytes): true
    default: false
    }
  }
}
