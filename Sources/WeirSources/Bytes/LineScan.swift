import Glibc

/// Searches line feeds.
enum LineScan {
  static let lineFeed = UInt8(ascii: "\n")

  /// The index of the first line feed at or after `start`.
  static func firstLineFeed(in bytes: UnsafeRawBufferPointer, from start: Int = 0) -> Int? {
    guard let base = bytes.baseAddress, start < bytes.count else { return nil }
    guard let found = memchr(base + start, Int32(lineFeed), bytes.count - start) else { return nil }
    return UnsafeRawPointer(found) - base
  }

  /// The index of the last line feed at or after `start`.
  static func lastLineFeed(in bytes: UnsafeRawBufferPointer, from start: Int = 0) -> Int? {
    guard let base = bytes.baseAddress, start < bytes.count else { return nil }
    let pattern = SIMD32<UInt8>(repeating: lineFeed)
    var end = bytes.count
    while end - start >= 32,
      !any(base.loadUnaligned(fromByteOffset: end - 32, as: SIMD32<UInt8>.self) .== pattern)
    {
      end -= 32
    }
    while end > start {
      end -= 1
      if base.load(fromByteOffset: end, as: UInt8.self) == lineFeed { return end }
    }
    return nil
  }
}
