import Glibc

/// Searches and counts line feeds.
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
    guard let found = memrchr(base + start, Int32(lineFeed), bytes.count - start) else {
      return nil
    }
    return UnsafeRawPointer(found) - base
  }

  /// How many line feeds there are.
  static func countLineFeeds(in bytes: UnsafeRawBufferPointer) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    var count = 0
    var index = 0
    let pattern = SIMD32<UInt8>(repeating: lineFeed)
    // A lane counts at most 255 before the lanes are added up.
    while index + 32 <= bytes.count {
      var lanes = SIMD32<UInt8>()
      let blockEnd = min(bytes.count, index + 32 * 255)
      while index + 32 <= blockEnd {
        let block = base.loadUnaligned(fromByteOffset: index, as: SIMD32<UInt8>.self)
        lanes.replace(with: lanes &+ 1, where: block .== pattern)
        index += 32
      }
      for lane in lanes.indices { count += Int(lanes[lane]) }
    }
    while index < bytes.count {
      if bytes[index] == lineFeed { count += 1 }
      index += 1
    }
    return count
  }
}
