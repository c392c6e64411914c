import Weir

/// A text of at most 15 bytes of UTF-8 that lies in its record, so that copying a record copies
/// bytes and counts no references. In files it is a text like any other.
struct ShortText: FieldValue, BitwiseCopyable, Equatable {
  static let lengthLimit = 15

  /// The bytes from the lowest on, and above all of them their number.
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  init() {}

  /// Nil for a text that is too long.
  init?(_ text: String) {
    guard text.utf8.count <= Self.lengthLimit else { return nil }
    for (index, byte) in text.utf8.enumerated() {
      if index < 8 {
        low |= UInt64(byte) << UInt64(index * 8)
      } else {
        high |= UInt64(byte) << UInt64((index - 8) * 8)
      }
    }
    high |= UInt64(text.utf8.count) << 56
  }

  /// Texts of a table, all of which fit.
  static func table(_ texts: [String]) -> [ShortText] { texts.map { ShortText($0) ?? ShortText() } }

  @inline(__always) var isEmpty: Bool { high == 0 }

  @inline(__always) var utf8: Bytes { Bytes(text: self) }

  /// The bytes one after another.
  struct Bytes: Sequence, IteratorProtocol {
    private var low: UInt64
    private var high: UInt64
    private var left: UInt64

    @inline(__always) fileprivate init(text: ShortText) {
      (low, high, left) = (text.low, text.high, text.high >> 56)
    }

    @inline(__always) mutating func next() -> UInt8? {
      guard left > 0 else { return nil }
      left &-= 1
      let byte = UInt8(truncatingIfNeeded: low)
      low = low >> 8 | high << 56
      high >>= 8
      return byte
    }
  }

  static var fieldType: FieldType { .string }

  func encode(to encoder: inout some ValueEncoder) throws {
    try encoder.encode(String(decoding: Array(utf8), as: UTF8.self))
  }

  static func decode(from decoder: inout some ValueDecoder) throws -> ShortText {
    guard let text = ShortText(try decoder.decodeString()) else {
      throw decoder.invalidValue("a text is longer than \(lengthLimit) bytes")
    }
    return text
  }
}
