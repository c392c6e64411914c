/// A text of a few words of memory, eight bytes each, that stands in the record itself.
///
/// ```swift
/// struct Click: Record {
///   var user = InlineString<3>()
///   var page: InlineString<8> = "/"
///   …
/// }
/// ```
///
/// The number is that of the words. The text has one byte of UTF-8 less than they have bytes, which
/// is what its length takes: one word holds 7 bytes, two hold 15, three 23, five 39, eight 63 (from
/// 33 words on the length takes more; see ``capacity``).
///
/// A `String` of more than 15 bytes lives in memory of its own, which every record that is made
/// has to allocate and every copy has to count. An inline text costs neither: it is copied,
/// compared and hashed by words. It takes its words whatever it holds, so it suits identifiers,
/// codes and other short texts whose longest is known; for free text `String` is the better type.
///
/// Everywhere else the two are the same type of field: in schemas, state, JSON, CSV, tables and
/// search indices, and as keys, which go to the same key group. A record may change from one to the
/// other, or to another number of words, and be resumed from its checkpoint. Input that is too long
/// for the field is malformed input.
///
/// Two inline texts are equal when their bytes are, whereas `String` also takes canonically
/// equivalent texts for equal.
@frozen
public struct InlineString<let words: Int>: BitwiseCopyable, Sendable {
  // The text's bytes as they stand in memory, zeros behind them, and the length in the last word's
  // highest bytes. Words and not bytes: the compiler copies what an array holds one by one.
  @usableFromInline var storage: InlineArray<words, UInt64>

  /// The empty text.
  @inlinable @inline(__always) public init() { storage = InlineArray(repeating: 0) }

  /// How many bytes of UTF-8 a text can have.
  @inlinable @inline(__always) public static var capacity: Int {
    words > 0 ? words &* 8 &- lengthBits / 8 : 0
  }

  /// How many of the last word's bits are the length.
  @inlinable @inline(__always) static var lengthBits: Int {
    words <= 32 ? 8 : words <= 8192 ? 16 : 32
  }

  /// Copies bytes that are valid UTF-8 and fit.
  @inlinable @inline(__always) init(checked utf8: UnsafeBufferPointer<UInt8>) {
    self.init()
    guard let source = UnsafeRawPointer(utf8.baseAddress), utf8.count > 0 else { return }
    let count = utf8.count
    var index = 0
    while index < words {
      let rest = count &- index &* 8
      guard rest > 0 else { break }
      storage[unchecked: index] = Self.word(of: source, count, at: index &* 8, rest: rest)
      index &+= 1
    }
    setLength(count)
  }

  /// The bytes from an offset, at most eight of them, the first one lowest and zeros behind them.
  @inlinable @inline(__always) static func word(
    of source: UnsafeRawPointer, _ count: Int, at offset: Int, rest: Int
  ) -> UInt64 {
    if rest >= 8 { return StableHash.word(source, offset) }
    if count < 8 { return StableHash.shortWord(source, count) }
    // The last eight bytes overlap those before; what both have is shifted out.
    return StableHash.word(source, count &- 8) &>> UInt64(truncatingIfNeeded: 64 &- 8 &* rest)
  }

  /// Notes the length in the last word, where there is none yet.
  @inlinable @inline(__always) mutating func setLength(_ count: Int) {
    guard words > 0 else { return }
    storage[unchecked: words &- 1] |=
      UInt64(truncatingIfNeeded: count) &<< UInt64(truncatingIfNeeded: 64 &- Self.lengthBits)
  }

  /// Eight bytes of the text, the first one lowest, with zeros behind the text.
  @inlinable @inline(__always) func textWord(_ index: Int) -> UInt64 {
    let word = storage[unchecked: index]
    guard index == words &- 1 else { return word }
    return word & (UInt64.max &>> UInt64(truncatingIfNeeded: Self.lengthBits))
  }

  /// How many bytes of UTF-8 the text has.
  @inlinable @inline(__always) public var utf8Count: Int {
    guard words > 0 else { return 0 }
    return Int(
      truncatingIfNeeded: storage[unchecked: words &- 1]
        &>> UInt64(truncatingIfNeeded: 64 &- Self.lengthBits))
  }

  /// Whether the text is empty.
  @inlinable @inline(__always) public var isEmpty: Bool { utf8Count == 0 }

  /// Calls `body` with the text's bytes, which are valid UTF-8 and live until it returns.
  @inlinable @inline(__always)
  public func withUTF8<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withUnsafeBytes(of: storage) { all throws(Failure) in
      let text = UnsafeRawBufferPointer(start: all.baseAddress, count: utf8Count)
      return try body(text.assumingMemoryBound(to: UInt8.self))
    }
  }
}
