import WeirCore
import WeirFormats

/// One value of an encoded row; its bytes are the row's.
enum ColumnToken {
  case null
  case integer(Int64)
  case unsigned(UInt64)
  case real(Double)
  case text(UnsafeRawBufferPointer)
  case bytes(UnsafeRawBufferPointer)
  case unstorable(UnsafeRawBufferPointer)
}

/// Reads an encoded row value by value; see `ColumnTag`.
struct ColumnCursor {
  private let bytes: UnsafeRawBufferPointer
  private(set) var offset = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { offset == bytes.count }

  /// The next value.
  /// - Throws: `unusableCheckpoint` when the bytes hold none.
  mutating func next() throws -> ColumnToken {
    guard let tag = ColumnTag(rawValue: try load(UInt8.self)) else { throw Self.damaged }
    switch tag {
    case .null: return .null
    case .integer: return .integer(try load(Int64.self))
    case .unsigned: return .unsigned(try load(UInt64.self))
    case .real: return .real(Double(bitPattern: try load(UInt64.self)))
    case .text: return .text(try run())
    case .bytes: return .bytes(try run())
    case .unstorable: return .unstorable(try run())
    }
  }

  mutating func load<Value: BitwiseCopyable>(_ type: Value.Type) throws -> Value {
    guard bytes.count - offset >= MemoryLayout<Value>.size else { throw Self.damaged }
    defer { offset += MemoryLayout<Value>.size }
    return bytes.loadUnaligned(fromByteOffset: offset, as: Value.self)
  }

  private mutating func run() throws -> UnsafeRawBufferPointer {
    let count = Int(try load(UInt32.self))
    guard bytes.count - offset >= count else { throw Self.damaged }
    defer { offset += count }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + count)])
  }

  static var damaged: WeirError {
    WeirError(.unusableCheckpoint, "the bytes of a row are damaged; restore the log from a backup")
  }
}
