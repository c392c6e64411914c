import WeirCore

/// Base64 with the standard alphabet and padding (RFC 4648, section 4).
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Appends the text of `bytes`.
  static func encode(_ bytes: [UInt8], into buffer: ByteBuffer) {
    buffer.reserve((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let left = min(3, bytes.count - index)
      var group: UInt32 = 0
      for position in 0..<3 {
        group = group << 8 | (position < left ? UInt32(bytes[index + position]) : 0)
      }
      for position in 0..<4 {
        let digit = alphabet[Int(group >> UInt32(18 - 6 * position) & 63)]
        buffer.appendReserved(position <= left ? digit : UInt8(ascii: "="))
      }
      index += 3
    }
  }

  /// The bytes of a text, or nil when it is not base64: padding must be there, the unused bits of
  /// the last digit must be zero, and nothing else may stand in the text.
  static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    for start in stride(from: 0, to: text.count, by: 4) {
      let isLast = start + 4 == text.count
      var padding = 0
      if isLast, text[start + 3] == UInt8(ascii: "=") {
        padding = text[start + 2] == UInt8(ascii: "=") ? 2 : 1
      }
      var group: UInt32 = 0
      for position in 0..<4 {
        guard position < 4 - padding else {
          group <<= 6
          continue
        }
        guard let digit = digit(text[start + position]) else { return nil }
        group = group << 6 | digit
      }
      let unused: UInt32 = padding == 2 ? 0xFFFF : padding == 1 ? 0xFF : 0
      guard group & unused == 0 else { return nil }
      for position in 0..<(3 - padding) {
        bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * position)))
      }
    }
    return bytes
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte) - 97 + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) - 48 + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
