/// A text of at most `capacity` bytes of UTF-8 that stands in the record itself.
///
/// ```swift
/// struct Click: Record {
///   var user = InlineString<20>()
///   var page: InlineString<64> = "/"
///   …
/// }
/// ```
///
/// A `String` of more than 15 bytes lives in memory of its own, which every record that is made has
/// to allocate and every copy has to count. An inline text costs neither: it is copied and compared
/// by words. It takes `capacity` and four bytes whatever it holds, so it suits identifiers, codes and
/// other short texts whose longest is known; for free text `String` is the better type.
///
/// Everywhere else the two are the same type of field: in schemas, state, JSON, CSV, tables and
/// search indices, and as keys, which go to the same key group. A record may change from one to the
/// other and be resumed from its checkpoint. Input that is too long for the field is malformed input.
///
/// Two inline texts are equal when their bytes are, whereas `String` also takes canonically
/// equivalent texts for equal.
@frozen
public struct InlineString<let capacity: Int>: BitwiseCopyable, Sendable {
  // The bytes behind the text's are zero, so that texts are compared and hashed by words. They come
  // first: words that lie across what a copy wrote in two steps are slow to read.
  @usableFromInline var bytes: InlineArray<capacity, UInt8>
  @usableFromInline var length: UInt32

  /// The empty text.
  @inlinable @inline(__always) public init() {
    bytes = InlineArray(repeating: 0)
    length = 0
  }

  /// Copies bytes that are valid UTF-8 and fit.
  @inlinable @inline(__always) init(checked utf8: UnsafeBufferPointer<UInt8>) {
    self.init()
    length = UInt32(truncatingIfNeeded: utf8.count)
    guard let source = utf8.baseAddress else { return }
    withUnsafeMutableBytes(of: &bytes) { bytes in
      guard let target = bytes.baseAddress else { return }
      target.copyMemory(from: source, byteCount: utf8.count)
    }
  }

  /// How many bytes of UTF-8 the text has.
  @inlinable @inline(__always) public var utf8Count: Int { Int(length) }

  /// Whether the text is empty.
  @inlinable @inline(__always) public var isEmpty: Bool { length == 0 }

  /// Calls `body` with the text's bytes, which are valid UTF-8 and live until it returns.
  @inlinable @inline(__always)
  public func withUTF8<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withUnsafeBytes(of: bytes) { all throws(Failure) in
      let text = UnsafeRawBufferPointer(start: all.baseAddress, count: Int(length))
      return try body(text.assumingMemoryBound(to: UInt8.self))
    }
  }
}
