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

  /// About where SQLite's order puts a row of values: by the first eight bytes of the first one.
  static func place(of row: UnsafeRawBufferPointer) -> UInt64 {
    guard row.count >= 9, let tag = ColumnTag(rawValue: row[0]) else { return 0 }
    switch tag {
    case .integer:
      // Negative numbers come first.
      return row.loadUnaligned(fromByteOffset: 1, as: UInt64.self) ^ (1 << 63)
    case .text, .bytes:
      let start = 1 + MemoryLayout<UInt32>.size
      var place: UInt64 = 0
      for index in start..<(start + 8) {
        place = place << 8 | (index < row.count ? UInt64(row[index]) : 0)
      }
      return place
    case .null, .unsigned, .real, .unstorable: return 0
    }
  }

  static var damaged: WeirError {
    WeirError(.unusableCheckpoint, "the bytes of a row are damaged; restore the log from a backup")
  }
}
