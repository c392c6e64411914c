extension InlineString {
  /// A text; nil when it has more than `capacity` bytes of UTF-8.
  ///
  /// With a literal this is the literal itself, as for every type that literals can have.
  @inlinable public init?(_ text: String) {
    var text = text
    guard let inline = text.withUTF8({ $0.count <= Self.capacity ? Self(checked: $0) : nil }) else {
      return nil
    }
    self = inline
  }

  /// A text given as UTF-8; nil when it has more than `capacity` bytes or is not valid.
  @inlinable public init?(utf8: UnsafeBufferPointer<UInt8>) {
    guard utf8.count <= Self.capacity, ValidUTF8.isValid(utf8) else { return nil }
    self.init(checked: utf8)
  }

  /// A text that `body` writes.
  ///
  /// `body` gets `capacity` zero bytes, writes the text to the front of them and returns how many
  /// bytes it has. Nil when those are not valid UTF-8 or the number is none from 0 to `capacity`.
  @inlinable @inline(__always)
  public init?(writingUTF8 body: (UnsafeMutableBufferPointer<UInt8>) throws -> Int) rethrows {
    self.init()
    let count = try withUnsafeMutableBytes(of: &storage) { bytes in
      try body(
        UnsafeMutableBufferPointer(
          start: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), count: Self.capacity))
    }
    guard count >= 0, count <= Self.capacity else { return nil }
    guard keepText(count) & 0x8080_8080_8080_8080 == 0 || isValidBeyondASCII(count) else {
      return nil
    }
    setLength(count)
  }

  /// Sets the bytes behind the first `count` to zero: what was written and not counted would make
  /// equal texts differ. The bits that any byte of the text has are the result's.
  @inlinable @inline(__always) mutating func keepText(_ count: Int) -> UInt64 {
    var marks: UInt64 = 0
    var index = 0
    while index < words {
      let rest = min(max(count &- index &* 8, 0), 8)
      // Wide shifts: of no bytes nothing is kept.
      let word = storage[unchecked: index] & ~(UInt64.max << UInt64(truncatingIfNeeded: rest &* 8))
      storage[unchecked: index] = word
      marks |= word
      index &+= 1
    }
    return marks
  }

  @inlinable @inline(never) func isValidBeyondASCII(_ count: Int) -> Bool {
    withUnsafeBytes(of: storage) { bytes in
      ValidUTF8.isValid(
        UnsafeBufferPointer(
          start: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), count: count))
    }
  }
}

extension InlineString: LosslessStringConvertible {
  /// The text as a `String`.
  @inlinable public var description: String { withUTF8 { String(decoding: $0, as: UTF8.self) } }
}

/// Literals are part of the program: one that is longer than `capacity` is a mistake in it and
/// stops it, as an index out of range does. There is no way from a text that is read to this
/// initialiser.
extension InlineString: ExpressibleByStringLiteral {
  @inlinable @inline(__always) public init(stringLiteral text: StaticString) {
    let inline: Self = text.withUTF8Buffer { utf8 in
      precondition(utf8.count <= Self.capacity, "a literal is longer than its InlineString can be")
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
