import WeirCore

/// Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
@usableFromInline enum UTF8Text {
  /// The length of the sequence at `start`, or 0 when it is not valid.
  static func sequenceLength(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Int {
    let first = start[0]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0x00...0x7F: return 1
    case 0xC2...0xDF: length = 2
    case 0xE0:
      length = 3
      second = 0xA0...0xBF
    case 0xE1...0xEC, 0xEE...0xEF: length = 3
    case 0xED:
      length = 3
      second = 0x80...0x9F
    case 0xF0:
      length = 4
      second = 0x90...0xBF
    case 0xF1...0xF3: length = 4
    case 0xF4:
      length = 4
      second = 0x80...0x8F
    default: return 0
    }
    guard end - start >= length, second.contains(start[1]) else { return 0 }
    for index in 2..<max(2, length) where start[index] & 0xC0 != 0x80 { return 0 }
    return length
  }

  /// Where the first byte that is not part of a valid sequence stands, or nil.
  static func firstInvalidOffset(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    let start = base.assumingMemoryBound(to: UInt8.self)
    let end = start + bytes.count
    var cursor = start
    while cursor < end {
      while end - cursor >= 8,
        UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        cursor += 8
      }
      guard cursor < end else { return nil }
      let length = sequenceLength(cursor, end)
      if length == 0 { return cursor - start }
      cursor += length
    }
    return nil
  }

  /// - Throws: `malformedInput` with the offset of the first byte that is not valid.
  @usableFromInline static func check(_ bytes: UnsafeRawBufferPointer) throws {
    guard let offset = firstInvalidOffset(bytes) else { return }
    throw WeirError(
      .malformedInput, "the text is not valid UTF-8", at: .init(byteOffset: UInt64(offset)))
  }
}
