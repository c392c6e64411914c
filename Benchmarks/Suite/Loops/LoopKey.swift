import Weir

/// A key of the hand-written loops over texts.
protocol LoopKey: FieldValue, Equatable {
  init()
  /// Never 0, which stands for a free place.
  var loopHash: UInt64 { get }
}

extension String: LoopKey {
  @inline(__always) var loopHash: UInt64 {
    var text = self
    return text.withUTF8 { LoopHash.of($0) }
  }
}

extension InlineString: LoopKey {
  @inline(__always) var loopHash: UInt64 { withUTF8 { LoopHash.of($0) } }
}

/// A hash as somebody writes it for one program.
enum LoopHash {
  /// Eight bytes at a time.
  @inline(__always) static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash = UInt64(bytes.count)
    var index = 0
    while index &+ 8 <= bytes.count {
      let word = UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped)
        .loadUnaligned(fromByteOffset: index, as: UInt64.self)
      hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 32
      index &+= 8
    }
    while index < bytes.count {
      hash = (hash ^ UInt64(bytes[index])) &* 0x9E37_79B9_7F4A_7C15
      index &+= 1
    }
    return hash | 1
  }
}
