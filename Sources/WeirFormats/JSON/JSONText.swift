/// What reader and writer share about the text between JSON's quotes.
@usableFromInline enum JSONText {
  @inlinable @inline(__always) static var lowBits: UInt64 { 0x0101_0101_0101_0101 }
  @inlinable @inline(__always) static var highBits: UInt64 { 0x8080_8080_8080_8080 }

  /// The high bit of the first byte (in little-endian order) that is a quote, a backslash or a
  /// control character; bits above the first one may be set by mistake, none below it.
  @inlinable @inline(__always) static func marks(_ word: UInt64) -> UInt64 {
    let quotes = word ^ (lowBits &* 0x22)
    let backslashes = word ^ (lowBits &* 0x5C)
    let found =
      ((quotes &- lowBits) & ~quotes) | ((backslashes &- lowBits) & ~backslashes)
      | ((word &- lowBits &* 0x20) & ~word)
    return found & highBits
  }

  /// The bits of the bytes that are a quote, a backslash, a control character or not ASCII.
  @inlinable @inline(__always) static func marks(_ bytes: SIMD16<Int8>) -> UInt32 {
    // With the second bit turned the quote comes right behind the control characters, and what is
    // not ASCII is negative.
    let turned = bytes ^ SIMD16<Int8>(repeating: 0x02)
    let others: SIMDMask<SIMD16<Int8>> = turned .< SIMD16<Int8>(repeating: 0x21)
    let backslashes: SIMDMask<SIMD16<Int8>> = bytes .== SIMD16<Int8>(repeating: 0x5C)
    return ByteMask.bits(others .| backslashes)
  }

  /// The next byte at or after `place` that is a quote, a backslash, a control character or not
  /// ASCII, or `end`.
  @inlinable @inline(__always) static func plainEnd(
    _ place: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, readableEnd: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8> {
    var place = place
    while readableEnd - place >= 16 {
      let found = marks(ByteMask.load(place))
      if found != 0 { return place + found.trailingZeroBitCount }
      place += 16
    }
    while place < end {
      let byte = place.pointee
      if byte < 0x20 || byte >= 0x80 || byte == 0x22 || byte == 0x5C { break }
      place += 1
    }
    return place
  }

  /// As ``plainEnd(_:_:readableEnd:)`` where it is known that such a byte comes, with 16 readable
  /// bytes from there on.
  @inlinable @inline(__always)
  static func plainEnd(_ place: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    var place = place
    while true {
      let found = marks(ByteMask.load(place))
      if found != 0 { return place + found.trailingZeroBitCount }
      place += 16
    }
  }

  /// Moves to the next byte that must be escaped; false when there is none before `end`.
  @inline(__always) static func skipClean(
    _ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> Bool {
    while end - cursor >= 8 {
      let word = UInt64(littleEndian: UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self))
      let found = marks(word)
      if found != 0 {
        cursor += found.trailingZeroBitCount >> 3
        return true
      }
      cursor += 8
    }
    while cursor < end {
      let byte = cursor.pointee
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return true }
      cursor += 1
    }
    return false
  }

  static let hexDigits = Array("0123456789abcdef".utf8)

  static func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }

  /// The UTF-8 of a text whose escapes have been checked.
  static func unescaped(_ start: UnsafePointer<UInt8>, _ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    var index = 0
    while index < count {
      let byte = start[index]
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        index += 1
        continue
      }
      guard start[index + 1] == UInt8(ascii: "u") else {
        bytes.append(plainEscape(start[index + 1]))
        index += 2
        continue
      }
      var scalar = unit(start + index + 2)
      index += 6
      if 0xD800...0xDBFF ~= scalar {
        scalar = 0x10000 + ((scalar - 0xD800) << 10) + (unit(start + index + 2) - 0xDC00)
        index += 6
      }
      if let scalar = Unicode.Scalar(scalar) { bytes.append(contentsOf: String(scalar).utf8) }
    }
    return bytes
  }

  private static func plainEscape(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: byte
    }
  }

  private static func unit(_ digits: UnsafePointer<UInt8>) -> UInt32 {
    (0..<4).reduce(0) { $0 << 4 | (hexDigit(digits[$1]) ?? 0) }
  }
}
