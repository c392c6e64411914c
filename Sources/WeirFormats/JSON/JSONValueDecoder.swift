import WeirCore

/// Reads values from one strict JSON document (RFC 8259).
///
/// * Text must be valid UTF-8 without byte order mark; lone surrogates are refused.
/// * Integers are exact: `1.0` and `1e3` are no integers, and one that does not fit is refused.
/// * Doubles are correctly rounded; a number that would become infinite is refused.
/// * ``EventTime`` is a number of epoch milliseconds or an ISO 8601 text, ``Bytes`` base64 text.
/// * Dictionaries whose keys are texts are objects; with other keys they are arrays of
///   `[key, value]` pairs.
/// * Record fields are found by name in any order. Unknown ones are checked and ignored, a missing
///   one keeps the default that `init()` gave it, and `null` is read by optional fields only.
/// * A repeated key is refused, known or not and however it is escaped.
/// * At most 64 levels of nesting and 10,000 keys in an object.
///
/// Every error is a `WeirError` of code `malformedInput` whose `byteOffset` counts from the start
/// of the document.
public struct JSONValueDecoder: ValueDecoder {
  @usableFromInline var cursor: UnsafePointer<UInt8>
  @usableFromInline let start: UnsafePointer<UInt8>
  @usableFromInline let end: UnsafePointer<UInt8>
  /// Bytes before it may be looked at, although those at or behind ``end`` mean nothing.
  @usableFromInline let readableEnd: UnsafePointer<UInt8>
  @usableFromInline let memory: UnsafeMutablePointer<JSONMemory>?
  @usableFromInline var depth = 0
  /// Whether every ``EventTime`` must be one that an event may have, as in the input of a job.
  public var readsEvents = false

  /// Arrays and objects nested deeper than this are refused.
  public static let depthLimit = 64
  /// An object with more keys than this is refused.
  public static let fieldLimit = 10_000

  /// The bytes must outlive the decoder.
  @inlinable @inline(__always) public init(_ document: UnsafeRawBufferPointer) {
    let base = document.baseAddress ?? UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
    start = base.assumingMemoryBound(to: UInt8.self)
    cursor = start
    end = start + document.count
    readableEnd = end
    memory = nil
  }

  /// Reads one of many documents of one type, which lie one behind the other up to `readableEnd`;
  /// before that each ends with a line break.
  @inlinable @inline(__always) init(
    _ document: UnsafeRawBufferPointer, readableEnd: UnsafeRawPointer,
    memory: UnsafeMutablePointer<JSONMemory>
  ) {
    let base = document.baseAddress ?? UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
    start = base.assumingMemoryBound(to: UInt8.self)
    cursor = start
    end = start + document.count
    self.readableEnd = readableEnd.assumingMemoryBound(to: UInt8.self)
    self.memory = memory
  }

  /// Reads on at `cursor`; offsets in errors count from `start`.
  init(start: UnsafePointer<UInt8>, cursor: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) {
    self.start = start
    self.cursor = cursor
    self.end = end
    readableEnd = end
    memory = nil
  }

  /// Checks that nothing but white space follows the value that was read.
  @inlinable @inline(__always) public mutating func finish() throws {
    if cursor < end { try finishSlowly() }
  }

  @usableFromInline @inline(never) mutating func finishSlowly() throws {
    skipSpace()
    if cursor < end { throw malformed("more text after the end of the value") }
  }

  public func invalidValue(_ reason: String) -> WeirError { malformed(reason) }

  @usableFromInline @inline(never) func malformed(
    _ reason: String, at place: UnsafePointer<UInt8>? = nil
  ) -> WeirError {
    let offset = UInt64(max(0, (place ?? cursor) - start))
    return WeirError(.malformedInput, reason, at: .init(byteOffset: offset))
  }

  /// The error for a value of another kind than `wanted`, naming what stands there.
  @usableFromInline @inline(never) func mismatch(_ wanted: StaticString) -> WeirError {
    guard cursor < end else { return malformed("the text ends where \(wanted) is expected") }
    let found =
      switch cursor.pointee {
      case UInt8(ascii: "\""): "a text"
      case UInt8(ascii: "{"): "an object"
      case UInt8(ascii: "["): "an array"
      case UInt8(ascii: "t"), UInt8(ascii: "f"): "a truth value"
      case UInt8(ascii: "n"): "null"
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): "a number"
      case 0xEF where cursor == start: "a byte order mark"
      case 0x21...0x7E: "\"\(Character(Unicode.Scalar(cursor.pointee)))\""
      default: "byte \(cursor.pointee)"
      }
    return malformed("\(wanted) is expected, not \(found)")
  }

  @inlinable @inline(__always) mutating func skipSpace() {
    while cursor < end {
      let byte = cursor.pointee
      guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else {
        return
      }
      cursor += 1
    }
  }

  /// Whether `byte` comes next after white space; then it is consumed.
  @inlinable @inline(__always) mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard cursor < end, cursor.pointee == byte else { return false }
    cursor += 1
    return true
  }

  /// Whether `literal` comes next; then it is consumed.
  @usableFromInline mutating func take(literal: StaticString) -> Bool {
    let count = literal.utf8CodeUnitCount
    guard end - cursor >= count else { return false }
    for index in 0..<count where cursor[index] != literal.utf8Start[index] { return false }
    cursor += count
    return true
  }

  public mutating func decodeBool() throws -> Bool {
    skipSpace()
    if take(literal: "true") { return true }
    if take(literal: "false") { return false }
    throw mismatch("true or false")
  }

  public mutating func decodeEventTime() throws -> EventTime {
    skipSpace()
    guard cursor < end, cursor.pointee == UInt8(ascii: "\"") else {
      let place = cursor
      let time = EventTime(milliseconds: try decodeInt(bits: 64))
      guard !readsEvents || time.isOfEvent else { throw malformed(time.refusal, at: place) }
      return time
    }
    let place = cursor
    let span = try scanString()
    let time =
      span.isEscaped
      ? unescaped(span).withUnsafeBufferPointer { ISO8601.parse($0) }
      : ISO8601.parse(UnsafeBufferPointer(start: span.start, count: span.count))
    guard let time else { throw malformed("the text is no ISO 8601 time", at: place) }
    return time
  }

  public mutating func decodeBytes() throws -> Bytes {
    skipSpace()
    let place = cursor
    let span = try scanString()
    let decoded =
      span.isEscaped
      ? unescaped(span).withUnsafeBufferPointer { Base64.decode($0) }
      : Base64.decode(UnsafeBufferPointer(start: span.start, count: span.count))
    guard let decoded else { throw malformed("the text is not base64", at: place) }
    return Bytes(decoded)
  }

  @inlinable @inline(__always)
  public mutating func decodeOptional<Wrapped: FieldValue>(
    _ type: Wrapped.Type
  ) throws -> Wrapped? {
    skipSpace()
    if cursor < end, cursor.pointee == UInt8(ascii: "n") {
      guard take(literal: "null") else { throw mismatch("a value") }
      return nil
    }
    return try Wrapped.decode(from: &self)
  }
}
