import WeirCore

/// Fills a record's fields from one JSON object.
///
/// A field whose key comes next is read in place, which costs one comparison. Any other key is
/// remembered with the place of its (checked) value; fields look there first from then on.
@usableFromInline struct JSONFieldReader: FieldVisitor {
  @usableFromInline var decoder: JSONValueDecoder
  @usableFromInline var keys: JSONKeyList
  /// Whether the cursor still stands at the opening brace.
  @usableFromInline var isFirst = true
  /// Whether the cursor stands at the closing brace.
  @usableFromInline var isAtEnd = false
  /// Where to go on after a value that was found earlier in the object.
  @usableFromInline var resume: UnsafePointer<UInt8>?

  @inlinable @inline(__always) init(decoder: JSONValueDecoder, keys: JSONKeyList) {
    self.decoder = decoder
    self.keys = keys
  }

  @inlinable @inline(__always)
  mutating func callAsFunction<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws {
    if !isNext(name) {
      guard try seek(name) else { return }
    }
    do {
      value = try Value.decode(from: &decoder)
    } catch {
      poison()
      throw error.inField(name)
    }
    if let place = resume {
      decoder.cursor = place
      resume = nil
    }
  }

  /// Whether the next key is `name`, without white space but for one blank before it; then the
  /// cursor moves to its value.
  @inlinable @inline(__always) mutating func isNext(_ name: StaticString) -> Bool {
    let count = name.utf8CodeUnitCount
    guard keys.pendingCount == 0, decoder.end - decoder.cursor >= count &+ 5 else { return false }
    let separator = isFirst ? UInt8(ascii: "{") : UInt8(ascii: ",")
    guard decoder.cursor.pointee == separator else { return false }
    var quote = decoder.cursor + 1
    if quote.pointee == 0x20 { quote += 1 }
    let key = quote + 1
    guard quote.pointee == UInt8(ascii: "\""), key[count] == UInt8(ascii: "\""),
      key[count &+ 1] == UInt8(ascii: ":"), JSONKey.isEqual(key, name.utf8Start, count)
    else { return false }
    isFirst = false
    decoder.cursor = key + (count &+ 2)
    keys.append(JSONKey(key, count: count))
    return true
  }

  /// Moves to the value of `name`, wherever it stands; false when the object does not have it.
  @usableFromInline @inline(never) mutating func seek(_ name: StaticString) throws -> Bool {
    if let value = keys.take(name) {
      resume = decoder.cursor
      decoder.cursor = value
      return true
    }
    do {
      while try advance() {
        let key = try scanKey()
        if key.matches(name) {
          try remember(key)
          return true
        }
        decoder.skipSpace()
        try remember(key.pending(at: decoder.cursor))
        try decoder.skipValue()
      }
    } catch {
      poison()
      throw error
    }
    return false
  }

  /// Makes ``finish()`` throw, so that a record whose code swallows an error is refused all the
  /// same.
  @usableFromInline @inline(never) mutating func poison() {
    decoder.cursor = decoder.end
    isFirst = false
    isAtEnd = false
    resume = nil
  }

  /// Checks what is left of the object and moves to its closing brace.
  @inlinable @inline(__always) mutating func finish() throws {
    if !isFirst, decoder.cursor < decoder.end, decoder.cursor.pointee == UInt8(ascii: "}") {
      return
    }
    try finishSlowly()
  }

  @usableFromInline @inline(never) mutating func finishSlowly() throws {
    while try advance() {
      try remember(try scanKey())
      try decoder.skipValue()
    }
  }

  private mutating func advance() throws -> Bool {
    if isAtEnd { return false }
    isAtEnd = try !decoder.nextMember(&isFirst)
    return !isAtEnd
  }

  /// Consumes a key and its colon.
  private mutating func scanKey() throws -> JSONKey {
    let span = try decoder.scanString()
    guard decoder.take(UInt8(ascii: ":")) else { throw decoder.mismatch("a colon") }
    return JSONKey(span.start, count: span.count, isEscaped: span.isEscaped)
  }

  private mutating func remember(_ key: JSONKey) throws {
    guard keys.count < JSONValueDecoder.fieldLimit else { throw decoder.tooManyFields() }
    guard keys.insert(key) else { throw decoder.repeatedKey(key.text) }
  }
}
