import WeirCore

/// The bytes between the quotes of a JSON text, already checked.
@usableFromInline struct JSONSpan {
  @usableFromInline let start: UnsafePointer<UInt8>
  @usableFromInline let count: Int
  /// Whether escapes stand between the bytes.
  @usableFromInline let isEscaped: Bool

  @inlinable @inline(__always)
  init(start: UnsafePointer<UInt8>, count: Int, isEscaped: Bool) {
    self.start = start
    self.count = count
    self.isEscaped = isEscaped
  }
}

extension JSONValueDecoder {
  @inlinable public mutating func decodeString() throws -> String {
    skipSpace()
    let span = try scanString()
    if span.isEscaped { return unescapedString(span) }
    return String(
      decoding: UnsafeBufferPointer(start: span.start, count: span.count), as: UTF8.self)
  }

  @inlinable
  public mutating func decodeText<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) throws -> Result {
    skipSpace()
    let span = try scanString()
    if span.isEscaped { return try unescaped(span).withUnsafeBufferPointer(body) }
    return try body(UnsafeBufferPointer(start: span.start, count: span.count))
  }

  @usableFromInline @inline(never) func unescapedString(_ span: JSONSpan) -> String {
    String(decoding: unescaped(span), as: UTF8.self)
  }

  /// Consumes a text with its quotes and checks every byte of it.
  @inlinable @inline(__always) mutating func scanString() throws -> JSONSpan {
    guard cursor < end, cursor.pointee == UInt8(ascii: "\"") else { throw mismatch("a text") }
    cursor += 1
    let first = cursor
    skipPlainText()
    guard cursor < end, cursor.pointee == UInt8(ascii: "\"") else {
      return try scanStringSlowly(from: first)
    }
    let span = JSONSpan(start: first, count: cursor - first, isEscaped: false)
    cursor += 1
    return span
  }

  /// Moves to the next byte that is a quote, a backslash, a control character or not ASCII.
  @inlinable @inline(__always) mutating func skipPlainText() {
    while end - cursor >= 8 {
      let word = UInt64(littleEndian: UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self))
      let marks = JSONText.marks(word) | (word & JSONText.highBits)
      if marks != 0 {
        cursor += marks.trailingZeroBitCount &>> 3
        return
      }
      cursor += 8
    }
    while cursor < end {
      let byte = cursor.pointee
      if byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        return
      }
      cursor += 1
    }
  }

  @usableFromInline @inline(never)
  mutating func scanStringSlowly(from first: UnsafePointer<UInt8>) throws -> JSONSpan {
    var isEscaped = false
    while cursor < end {
      switch cursor.pointee {
      case UInt8(ascii: "\""):
        let span = JSONSpan(start: first, count: cursor - first, isEscaped: isEscaped)
        cursor += 1
        return span
      case UInt8(ascii: "\\"):
        isEscaped = true
        try scanEscape()
      case ..<0x20:
        throw malformed("control character \(cursor.pointee) in a text must be escaped")
      case 0x80...:
        let length = UTF8Text.sequenceLength(cursor, end)
        guard length > 0 else { throw malformed("the text is not valid UTF-8") }
        cursor += length
      default:
        skipPlainText()
      }
    }
    throw malformed("the text has no closing quote")
  }

  /// Consumes one escape, with both halves of a surrogate pair.
  private mutating func scanEscape() throws {
    guard end - cursor >= 2 else { throw malformed("the text has no closing quote", at: end) }
    switch cursor[1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      cursor += 2
    case UInt8(ascii: "u"):
      let unit = try hexUnit()
      switch unit {
      case 0xD800...0xDBFF:
        let pair = cursor
        cursor += 6
        guard end - cursor >= 2, cursor[0] == UInt8(ascii: "\\"), cursor[1] == UInt8(ascii: "u"),
          (0xDC00...0xDFFF).contains(try hexUnit())
        else { throw malformed("a high surrogate without its low one", at: pair) }
        cursor += 6
      case 0xDC00...0xDFFF: throw malformed("a low surrogate without its high one")
      default: cursor += 6
      }
    default: throw malformed("an unknown escape in a text")
    }
  }

  /// The four hexadecimal digits behind `\u` at the cursor, which stays.
  private func hexUnit() throws -> UInt32 {
    guard end - cursor >= 6 else { throw malformed("\\u needs four hexadecimal digits") }
    var unit: UInt32 = 0
    for index in 2..<6 {
      guard let digit = JSONText.hexDigit(cursor[index]) else {
        throw malformed("\\u needs four hexadecimal digits")
      }
      unit = unit << 4 | digit
    }
    return unit
  }

  /// The text of a checked span as UTF-8.
  @usableFromInline func unescaped(_ span: JSONSpan) -> [UInt8] {
    JSONText.unescaped(span.start, span.count)
  }
}
