/// Reads the state codec as it was written under an older type of the same value.
///
/// Slower than ``BinaryDecoder``: it looks at the written type for every value. ``StateDecoder``
/// uses it only when the types differ, after ``FieldType/checkReadable(as:)`` has accepted them.
public struct EvolvingDecoder: ValueDecoder {
  var decoder: BinaryDecoder
  /// The type under which the next value was written.
  var written: FieldType

  init(_ decoder: BinaryDecoder, writtenAs written: FieldType) {
    self.decoder = decoder
    self.written = written
  }

  public func invalidValue(_ reason: String) -> WeirError { decoder.invalidValue(reason) }

  private func incompatible(_ wanted: String) -> WeirError {
    WeirError(.incompatibleState, "a value written as \(written) cannot be read as \(wanted)")
  }

  public mutating func decodeBool() throws -> Bool {
    guard written == .bool else { throw incompatible("bool") }
    return try decoder.decodeBool()
  }

  public mutating func decodeInt(bits: Int) throws -> Int64 {
    guard case .int(let width) = written, width <= bits else { throw incompatible("int\(bits)") }
    return try decoder.decodeInt(bits: width)
  }

  public mutating func decodeUInt(bits: Int) throws -> UInt64 {
    guard case .uint(let width) = written, width <= bits else { throw incompatible("uint\(bits)") }
    return try decoder.decodeUInt(bits: width)
  }

  public mutating func decodeDouble() throws -> Double {
    if written == .float { return Double(try decoder.decodeFloat()) }
    guard written == .double else { throw incompatible("double") }
    return try decoder.decodeDouble()
  }

  public mutating func decodeFloat() throws -> Float {
    guard written == .float else { throw incompatible("float") }
    return try decoder.decodeFloat()
  }

  public mutating func decodeString() throws -> String {
    guard written == .string else { throw incompatible("string") }
    return try decoder.decodeString()
  }

  public mutating func decodeText<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) throws -> Result {
    guard written == .string else { throw incompatible("string") }
    return try decoder.decodeText(body)
  }

  public mutating func decodeBytes() throws -> Bytes {
    guard written == .bytes else { throw incompatible("bytes") }
    return try decoder.decodeBytes()
  }

  public mutating func decodeEventTime() throws -> EventTime {
    guard written == .eventTime else { throw incompatible("time") }
    return try decoder.decodeEventTime()
  }

  public mutating func decodeOptional<Wrapped: FieldValue>(
    _ type: Wrapped.Type
  ) throws -> Wrapped? {
    guard case .optional(let wrapped) = written else { return try Wrapped.decode(from: &self) }
    guard try decoder.decodeBool() else { return nil }
    return try decode(type, writtenAs: wrapped)
  }

  public mutating func decodeArray<Element: FieldValue>(
    of type: Element.Type
  ) throws -> [Element] {
    guard case .array(let element) = written else { throw incompatible("an array") }
    let count = try decoder.decodeCount()
    try enter()
    defer { decoder.depth -= 1 }
    var elements: [Element] = []
    elements.reserveCapacity(min(count, decoder.remaining))
    for _ in 0..<count { elements.append(try decode(type, writtenAs: element)) }
    return elements
  }

  public mutating func decodeDictionary<Key: FieldValue & Hashable, Value: FieldValue>(
    _ key: Key.Type, _ value: Value.Type
  ) throws -> [Key: Value] {
    guard case .dictionary(let oldKey, let oldValue) = written else {
      throw incompatible("a dictionary")
    }
    let count = try decoder.decodeCount()
    try enter()
    defer { decoder.depth -= 1 }
    var entries: [Key: Value] = [:]
    for _ in 0..<count {
      let key = try decode(key, writtenAs: oldKey)
      entries[key] = try decode(value, writtenAs: oldValue)
    }
    return entries
  }

  public mutating func decodeRecord<R: Record>(_ type: R.Type) throws -> R {
    guard case .record(let fields) = written else { throw incompatible("a record") }
    var places: [BinaryDecoder] = []
    places.reserveCapacity(fields.count)
    for field in fields {
      places.append(decoder)
      try decoder.skip(field.type)
    }
    var reader = EvolvingFieldReader(fields: fields, places: places)
    var record = R()
    try record.fields(&reader)
    return record
  }

  private mutating func decode<Value: FieldValue>(
    _ type: Value.Type, writtenAs inner: FieldType
  ) throws -> Value {
    let outer = written
    written = inner
    defer { written = outer }
    return try Value.decode(from: &self)
  }

  private mutating func enter() throws {
    guard decoder.depth < 64 else { throw invalidValue("nested deeper than 64 levels") }
    decoder.depth += 1
  }
}

/// Fills a record's fields from a record that was written with other fields.
struct EvolvingFieldReader: FieldVisitor {
  let fields: [FieldType.Field]
  /// Where the value of each written field stands.
  let places: [BinaryDecoder]

  mutating func callAsFunction<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws {
    let name = name.description
    guard let index = fields.firstIndex(where: { $0.name == name }) else { return }
    var decoder = EvolvingDecoder(places[index], writtenAs: fields[index].type)
    value = try Value.decode(from: &decoder)
  }
}

extension BinaryDecoder {
  /// Passes over a value that was written as `type`, as far checked as a value that is read.
  mutating func skip(_ type: FieldType) throws {
    switch type {
    case .bool: _ = try decodeBool()
    case .int(let bits), .uint(let bits): _ = try readBytes(bits / 8)
    case .float: _ = try readBytes(4)
    case .double, .eventTime: _ = try readBytes(8)
    case .string, .bytes: _ = try readBytes(Int(try read(UInt32.self)))
    case .optional(let wrapped): if try decodeBool() { try skip(wrapped) }
    case .array(let element):
      let count = try decodeCount()
      try nested { decoder in for _ in 0..<count { try decoder.skip(element) } }
    case .dictionary(let key, let value):
      let count = try decodeCount()
      try nested { decoder in
        for _ in 0..<count {
          try decoder.skip(key)
          try decoder.skip(value)
        }
      }
    case .record(let fields): for field in fields { try skip(field.type) }
    }
  }
}
