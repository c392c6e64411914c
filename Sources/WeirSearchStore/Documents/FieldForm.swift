import WeirCore
import WeirSQLite

/// A field's value as it stands in log and before-images. Bytes are those of the input.
enum FieldForm {
  case null
  case integer(Int64)
  case real(Double)
  case text(UnsafeRawBufferPointer)
  case bytes(UnsafeRawBufferPointer)
  /// Cannot be stored, and why.
  case refused(String)

  func append(to buffer: ByteBuffer) {
    switch self {
    case .null: buffer.append(0 as UInt8)
    case .integer(let value):
      buffer.append(1 as UInt8)
      buffer.append(value)
    case .real(let value):
      buffer.append(2 as UInt8)
      buffer.append(value.bitPattern)
    case .text(let bytes): Self.append(3, bytes, buffer)
    case .bytes(let bytes): Self.append(4, bytes, buffer)
    case .refused(var reason):
      reason.withUTF8 { Self.append(5, UnsafeRawBufferPointer($0), buffer) }
    }
  }

  private static func append(
    _ tag: UInt8, _ bytes: UnsafeRawBufferPointer, _ buffer: ByteBuffer
  ) {
    buffer.append(tag)
    // The log refuses longer payloads as a whole.
    buffer.append(UInt32(clamping: bytes.count))
    buffer.append(bytes: bytes)
  }

  static func read(_ decoder: inout BinaryDecoder) throws -> FieldForm {
    let tag = try decoder.read(UInt8.self)
    switch tag {
    case 0: return .null
    case 1: return .integer(try decoder.read(Int64.self))
    case 2: return .real(Double(bitPattern: try decoder.read(UInt64.self)))
    case 3: return .text(try readRun(&decoder))
    case 4: return .bytes(try readRun(&decoder))
    case 5: return .refused(String(decoding: try readRun(&decoder), as: UTF8.self))
    default: throw decoder.invalidValue("\(tag) is no form of a field")
    }
  }

  private static func readRun(_ decoder: inout BinaryDecoder) throws -> UnsafeRawBufferPointer {
    try decoder.readBytes(Int(try decoder.read(UInt32.self)))
  }

  /// The column of a row; its bytes stay until the statement moves on.
  static func column(_ statement: SQLiteStatement, _ column: Int) -> FieldForm {
    switch statement.kind(column) {
    case .null: .null
    case .integer: .integer(statement.integer(column))
    case .real: .real(statement.real(column))
    case .text: .text(statement.bytes(column))
    case .bytes: .bytes(statement.bytes(column))
    }
  }

  /// Binds it without copying.
  func bind(_ statement: SQLiteStatement, at index: Int) throws {
    switch self {
    case .null, .refused: try statement.bindNull(index)
    case .integer(let value): try statement.bind(value, at: index)
    case .real(let value): try statement.bind(value, at: index)
    case .text(let bytes): try statement.bind(text: bytes, at: index)
    case .bytes(let bytes): try statement.bind(bytes: bytes, at: index)
    }
  }
}
