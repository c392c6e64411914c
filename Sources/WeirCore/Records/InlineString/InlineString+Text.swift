extension InlineString {
  /// A text; nil when it has more than `capacity` bytes of UTF-8.
  ///
  /// With a literal this is the literal itself, as for every type that literals can have.
  @inlinable public init?(_ text: String) {
    var text = text
    guard let inline = text.withUTF8({ $0.count <= capacity ? Self(checked: $0) : nil }) else {
      return nil
    }
    self = inline
  }

  /// A text given as UTF-8; nil when it has more than `capacity` bytes or is not valid.
  @inlinable public init?(utf8: UnsafeBufferPointer<UInt8>) {
    guard utf8.count <= capacity, ValidUTF8.isValid(utf8) else { return nil }
    self.init(checked: utf8)
  }

  /// A text that `body` writes.
  ///
  /// `body` gets `capacity` zero bytes, writes the text to the front of them and returns how many
  /// bytes it has. Nil when those are not valid UTF-8 or the number is none from 0 to `capacity`.
  @inlinable @inline(__always)
  public init?(writingUTF8 body: (UnsafeMutableBufferPointer<UInt8>) throws -> Int) rethrows {
    self.init()
    let count = try withUnsafeMutableBytes(of: &bytes) { bytes in
      let bytes = bytes.assumingMemoryBound(to: UInt8.self)
      let count = try body(bytes)
      guard count >= 0, count <= capacity else { return -1 }
      // What was written and not counted would make equal texts differ.
      for index in count..<capacity { bytes[index] = 0 }
      return ValidUTF8.isValid(UnsafeBufferPointer(rebasing: bytes[..<count])) ? count : -1
    }
    guard count >= 0 else { return nil }
    length = UInt32(truncatingIfNeeded: count)
  }
}

extension InlineString: LosslessStringConvertible {
  /// The text as a `String`.
  @inlinable public var description: String { withUTF8 { String(decoding: $0, as: UTF8.self) } }
}

/// Literals are part of the program: one that is longer than `capacity` is a mistake in it and stops
/// it, as an index out of range does. There is no way from a text that is read to this initialiser.
extension InlineString: ExpressibleByStringLiteral {
  @inlinable @inline(__always) public init(stringLiteral text: StaticString) {
    let inline: Self = text.withUTF8Buffer { utf8 in
      precondition(utf8.count <= capacity, "a literal is longer than its InlineString can be")
      return Self(checked: utf8)
    }
    self = inline
  }
}

/// Whether bytes are UTF-8.
@usableFromInline enum ValidUTF8 {
  @inlinable @inline(__always)
  static func isValid(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = utf8.baseAddress else { return true }
    var marks: UInt64 = 0
    var index = 0
    while index &+ 8 <= utf8.count {
      marks |= UnsafeRawPointer(base).loadUnaligned(fromByteOffset: index, as: UInt64.self)
      index &+= 8
    }
    while index < utf8.count {
      marks |= UInt64(base[index])
      index &+= 1
    }
    return marks & 0x8080_8080_8080_8080 == 0 || isValidBeyondASCII(utf8)
  }

  @usableFromInline @inline(never)
  static func isValidBeyondASCII(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    (try? UTF8Span(validating: utf8.span)) != nil
  }
}
