import WeirCore

extension JSONValueDecoder {
  @inlinable
  public mutating func decodeArray<Element: FieldValue>(of type: Element.Type) throws -> [Element] {
    var elements: [Element] = []
    guard try openArray() else { return elements }
    repeat {
      elements.append(try Element.decode(from: &self))
    } while try hasNextElement()
    return elements
  }

  @inlinable
  public mutating func decodeDictionary<Key: FieldValue & Hashable, Value: FieldValue>(
    _ key: Key.Type, _ value: Value.Type
  ) throws -> [Key: Value] {
    guard Key.fieldType == .string else { return try decodePairs(key, value) }
    var entries: [Key: Value] = [:]
    try openObject()
    var isFirst = true
    while try nextMember(&isFirst) {
      guard entries.count < Self.fieldLimit else { throw tooManyFields() }
      let place = cursor
      let key = try Key.decode(from: &self)
      guard take(UInt8(ascii: ":")) else { throw mismatch("a colon") }
      let value = try Value.decode(from: &self)
      guard entries.updateValue(value, forKey: key) == nil else { throw repeatedKey(place) }
    }
    closeObject()
    return entries
  }

  @inlinable
  mutating func decodePairs<Key: FieldValue & Hashable, Value: FieldValue>(
    _ key: Key.Type, _ value: Value.Type
  ) throws -> [Key: Value] {
    var entries: [Key: Value] = [:]
    guard try openArray() else { return entries }
    repeat {
      guard try openArray() else { throw malformed("a pair of key and value is expected") }
      let place = cursor
      let key = try Key.decode(from: &self)
      guard try hasNextElement() else { throw malformed("a key without a value") }
      let value = try Value.decode(from: &self)
      guard entries.updateValue(value, forKey: key) == nil else { throw repeatedKey(place) }
      if try hasNextElement() { throw malformed("a pair has more than a key and a value") }
    } while try hasNextElement()
    return entries
  }

  @inlinable @inline(__always)
  public mutating func decodeRecord<R: Record>(_ type: R.Type) throws -> R {
    guard depth == 0, let memory else { return try decodeRecordByName(type) }
    guard memory.pointee.shape.memberCount > 0 else {
      return try decodeRecordAndLearn(type, memory)
    }
    // An optional result would be copied in pieces that the processor waits for.
    var record = R()
    guard fillByShape(&record, memory) else { return try decodeRecordAndLearn(type, memory) }
    return record
  }

  /// False when the object is not as expected; the cursor stays then.
  @inlinable @inline(__always) mutating func fillByShape<R: Record>(
    _ record: inout R, _ memory: UnsafeMutablePointer<JSONMemory>
  ) -> Bool {
    guard end - start <= Int(Int32.max) else { return false }
    guard readableEnd - end >= JSONShape.margin else { return fillByCopy(&record, memory) }
    var reader = JSONShapeReader(decoder: self, shape: memory.pointee.shape)
    reader.decoder.depth = 1
    do { try record.fields(&reader) } catch { return false }
    guard reader.finish() else { return false }
    cursor = reader.decoder.cursor
    if memory.pointee.missCount != 0 { memory.pointee.missCount = 0 }
    return true
  }

  /// Reads an object by its shape that stands too near to the end of what is readable.
  @inlinable @inline(never) mutating func fillByCopy<R: Record>(
    _ record: inout R, _ memory: UnsafeMutablePointer<JSONMemory>
  ) -> Bool {
    let document = UnsafeBufferPointer(start: cursor, count: end - cursor)
    guard let copy = memory.pointee.copy(document), let copyStart = copy.baseAddress else {
      return false
    }
    var decoder = JSONValueDecoder(
      copy, readableEnd: copyStart + copy.count + JSONShape.margin, memory: memory)
    decoder.readsEvents = readsEvents
    guard decoder.fillByShape(&record, memory) else { return false }
    cursor += decoder.cursor - decoder.start
    return true
  }

  @inlinable @inline(never) mutating func decodeRecordAndLearn<R: Record>(
    _ type: R.Type, _ memory: UnsafeMutablePointer<JSONMemory>
  ) throws -> R {
    let object = self
    let record = try decodeRecordByName(type)
    if memory.pointee.shape.memberCount > 0 { memory.pointee.miss() }
    guard memory.pointee.pause == 0 else {
      memory.pointee.pause &-= 1
      return record
    }
    var names = JSONNameCollector()
    var sample = R()
    do { try sample.fields(&names) } catch { return record }
    memory.pointee.shape.learn(from: object, names.names)
    // What cannot be learned is not tried with every object.
    if memory.pointee.shape.memberCount == 0 { memory.pointee.miss() }
    return record
  }

  @inlinable @inline(never)
  mutating func decodeRecordByName<R: Record>(_ type: R.Type) throws -> R {
    try openObject()
    var record = R()
    try withUnsafeTemporaryAllocation(of: JSONKey.self, capacity: JSONKeyList.capacity) { memory in
      var reader = JSONFieldReader(decoder: self, keys: JSONKeyList(memory))
      try record.fields(&reader)
      try reader.finish()
      cursor = reader.decoder.cursor
    }
    closeObject()
    return record
  }

  /// Enters an object; the cursor stays at its brace, for ``nextMember(_:)``.
  @inlinable @inline(__always) mutating func openObject() throws {
    skipSpace()
    guard cursor < end, cursor.pointee == UInt8(ascii: "{") else { throw mismatch("an object") }
    guard depth < Self.depthLimit, end - start <= Int(Int32.max) else { throw tooDeep() }
    depth += 1
  }

  /// Consumes the closing brace that the cursor stands at.
  @inlinable @inline(__always) mutating func closeObject() {
    cursor += 1
    depth -= 1
  }

  /// Moves to the next key's quote and returns true, or to the closing brace and returns false.
  /// - Parameter isFirst: whether the cursor stands at the object's opening brace.
  @usableFromInline mutating func nextMember(_ isFirst: inout Bool) throws -> Bool {
    if isFirst {
      isFirst = false
      cursor += 1
      skipSpace()
      if cursor < end, cursor.pointee == UInt8(ascii: "}") { return false }
    } else {
      skipSpace()
      if cursor < end, cursor.pointee == UInt8(ascii: "}") { return false }
      guard take(UInt8(ascii: ",")) else { throw mismatch("a comma or the end of the object") }
      skipSpace()
    }
    guard cursor < end, cursor.pointee == UInt8(ascii: "\"") else { throw mismatch("a key") }
    return true
  }

  /// Enters an array; false when it is empty and consumed as a whole.
  @usableFromInline mutating func openArray() throws -> Bool {
    guard take(UInt8(ascii: "[")) else { throw mismatch("an array") }
    guard depth < Self.depthLimit else { throw tooDeep() }
    if take(UInt8(ascii: "]")) { return false }
    depth += 1
    return true
  }

  /// Consumes what stands behind an element; false at the array's end.
  @usableFromInline mutating func hasNextElement() throws -> Bool {
    if take(UInt8(ascii: ",")) { return true }
    guard take(UInt8(ascii: "]")) else { throw mismatch("a comma or the end of the array") }
    depth -= 1
    return false
  }

  /// Checks a value as strictly as one that is wanted, and moves behind it.
  mutating func skipValue() throws {
    skipSpace()
    guard cursor < end else { throw mismatch("a value") }
    switch cursor.pointee {
    case UInt8(ascii: "\""): _ = try scanString()
    case UInt8(ascii: "{"): try skipObject()
    case UInt8(ascii: "["):
      guard try openArray() else { return }
      repeat { try skipValue() } while try hasNextElement()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): _ = try scanNumber()
    default:
      guard take(literal: "null") || take(literal: "true") || take(literal: "false") else {
        throw mismatch("a value")
      }
    }
  }

  private mutating func skipObject() throws {
    try openObject()
    try withUnsafeTemporaryAllocation(of: JSONKey.self, capacity: JSONKeyList.capacity) { memory in
      var reader = JSONFieldReader(decoder: self, keys: JSONKeyList(memory))
      try reader.finish()
      cursor = reader.decoder.cursor
    }
    closeObject()
  }

  @usableFromInline @inline(never) func tooDeep() -> WeirError {
    depth < Self.depthLimit
      ? malformed("the document is longer than 2 GiB")
      : malformed("nested deeper than \(Self.depthLimit) levels")
  }

  @usableFromInline @inline(never) func tooManyFields() -> WeirError {
    malformed("an object has more than \(Self.fieldLimit) keys")
  }

  @usableFromInline @inline(never)
  func repeatedKey(_ place: UnsafePointer<UInt8>) -> WeirError {
    malformed("the key stands twice in its object", at: place)
  }
}
