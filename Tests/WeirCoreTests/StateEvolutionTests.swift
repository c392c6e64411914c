import Testing
import WeirCore

/// Writes a value under its own schema and reads it as another type.
func evolve<Old: FieldValue, New: FieldValue>(_ value: Old, to type: New.Type) throws -> New {
  let buffer = ByteBuffer()
  SchemaCodec.encode(Old.fieldType, to: buffer)
  var encoder = BinaryEncoder(buffer: buffer)
  try value.encode(to: &encoder)
  try (0x5EED as UInt16).encode(to: &encoder)
  return try buffer.withUnsafeBytes { bytes in
    var decoder = BinaryDecoder(bytes)
    let written = try SchemaCodec.decode(from: &decoder)
    #expect(written == Old.fieldType)
    let value = try StateDecoder<New>(writtenAs: written).decode(&decoder)
    // What follows the value is where it was left.
    let marker = try UInt16.decode(from: &decoder)
    #expect(marker == 0x5EED)
    #expect(decoder.isAtEnd)
    return value
  }
}

func refusal<Old: FieldValue, New: FieldValue>(_ old: Old.Type, _ new: New.Type) -> String? {
  let error = #expect(throws: WeirError.self) {
    try StateDecoder<New>(writtenAs: Old.fieldType)
  }
  #expect(error?.code == .incompatibleState)
  return error?.message
}

struct Address: Record, Equatable {
  var street = ""
  var number: Int16 = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("street", &street)
    try field("number", &number)
  }
}

struct NewAddress: Record, Equatable {
  var number = 0
  var city = "unknown"
  var street: String? = nil
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("number", &number)
    try field("city", &city)
    try field("street", &street)
  }
}

struct Person: Record, Equatable {
  var name = ""
  var gone: [String: [Bytes?]] = [:]
  var home = Address()
  var others: [Address] = []
  var byPlace: [String: Address] = [:]
  var seen = EventTime.zero
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("name", &name)
    try field("gone", &gone)
    try field("home", &home)
    try field("others", &others)
    try field("byPlace", &byPlace)
    try field("seen", &seen)
  }
}

struct NewPerson: Record, Equatable {
  var seen: EventTime? = nil
  var others: [NewAddress] = []
  var byPlace: [String: NewAddress?] = [:]
  var home: NewAddress? = nil
  var added = [1, 2]
  var name = ""
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("seen", &seen)
    try field("others", &others)
    try field("byPlace", &byPlace)
    try field("home", &home)
    try field("added", &added)
    try field("name", &name)
  }
}

struct BadPerson: Record {
  var name = ""
  var others: [BadAddress] = []
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("name", &name)
    try field("others", &others)
  }
}

struct BadAddress: Record {
  var number: Int8 = 0
  mutating func fields(_ field: inout some FieldVisitor) throws { try field("number", &number) }
}

@Suite struct StateEvolutionTests {
  @Test("Values of the same type come back")
  func unchanged() throws {
    #expect(try evolve(Self.person, to: Person.self) == Self.person)
    #expect(try evolve([1: "a"], to: [Int: String].self) == [1: "a"])
  }

  static var person: Person {
    Person(
      name: "Ann", gone: ["x": [nil, Bytes([1, 2])]], home: Address(street: "High St", number: -7),
      others: [Address(street: "a", number: 1), Address(street: "b", number: 2)],
      byPlace: ["here": Address(street: "c", number: 3)], seen: EventTime(milliseconds: 99))
  }

  @Test("New fields get defaults, gone ones are skipped, order is free, at every level")
  func fields() throws {
    var expected = NewPerson()
    expected.name = "Ann"
    expected.seen = EventTime(milliseconds: 99)
    expected.home = NewAddress(number: -7, city: "unknown", street: "High St")
    expected.others = [
      NewAddress(number: 1, city: "unknown", street: "a"),
      NewAddress(number: 2, city: "unknown", street: "b"),
    ]
    expected.byPlace = ["here": NewAddress(number: 3, city: "unknown", street: "c")]
    #expect(try evolve(Self.person, to: NewPerson.self) == expected)
    #expect(try evolve([Self.person, Self.person], to: [NewPerson].self) == [expected, expected])
  }

  @Test("Integers become wider within their signedness")
  func integers() throws {
    #expect(try evolve(Int8.min, to: Int16.self) == -128)
    #expect(try evolve(Int8.min, to: Int32.self) == -128)
    #expect(try evolve(Int16.min, to: Int64.self) == -32_768)
    #expect(try evolve(Int32.min, to: Int.self) == Int(Int32.min))
    #expect(try evolve(UInt8.max, to: UInt16.self) == 255)
    #expect(try evolve(UInt16.max, to: UInt32.self) == 65_535)
    #expect(try evolve(UInt32.max, to: UInt64.self) == UInt64(UInt32.max))
    #expect(refusal(Int64.self, Int32.self) != nil)
    #expect(refusal(Int16.self, Int8.self) != nil)
    #expect(refusal(UInt64.self, UInt32.self) != nil)
    #expect(refusal(UInt8.self, Int64.self) != nil)
    #expect(refusal(Int8.self, UInt64.self) != nil)
  }

  @Test("Float becomes double, and nothing else becomes or leaves either")
  func floats() throws {
    #expect(try evolve(1.5 as Float, to: Double.self) == 1.5)
    #expect(refusal(Double.self, Float.self) != nil)
    #expect(refusal(Int.self, Double.self) != nil)
    #expect(refusal(Double.self, Int.self) != nil)
  }

  @Test("A type becomes optional, also with a wider number inside, but never loses it")
  func optionals() throws {
    #expect(try evolve(5, to: Int?.self) == 5)
    #expect(try evolve(5 as Int8, to: Int?.self) == 5)
    #expect(try evolve(5 as Int8?, to: Int?.self) == 5)
    #expect(try evolve(nil as Int8?, to: Int?.self) == nil)
    #expect(try evolve([1, nil] as [Int8?], to: [Int??].self) == [1, Optional<Int?>.none])
    #expect(
      refusal(Int?.self, Int.self) == "the state was written as int64? and is int64 today; "
        + "give the field its old type or a new name")
  }

  @Test("Containers change with what they hold")
  func containers() throws {
    #expect(try evolve([1, 2] as [Int8], to: [Int].self) == [1, 2])
    #expect(try evolve([1: 2] as [Int8: UInt8], to: [Int: UInt].self) == [1: 2])
    #expect(refusal([Int].self, [Int: Int].self) != nil)
    #expect(refusal([Int].self, Int.self) != nil)
    #expect(refusal([Int: Int].self, [String: Int].self)?.contains("field [key]") == true)
    #expect(refusal([Int: Int].self, [Int: Bool].self)?.contains("field [value]") == true)
  }

  @Test("Other changes are refused with the path of the field and both types")
  func others() {
    #expect(
      refusal(Person.self, BadPerson.self)
        == "field others[].number was written as int16 and is int8 today; "
        + "give the field its old type or a new name")
    #expect(refusal(String.self, Bytes.self) != nil)
    #expect(refusal(EventTime.self, Int64.self) != nil)
    #expect(refusal(Int64.self, EventTime.self) != nil)
    #expect(refusal(Bool.self, Int8.self) != nil)
    #expect(refusal(Person.self, String.self) != nil)
  }

  @Test("A schema of every type comes back, and its bytes are frozen")
  func schema() throws {
    let type = FieldType.record([
      .init(name: "é", type: .dictionary(key: .uint(bits: 16), value: .array(.optional(.bytes)))),
      .init(name: "", type: .record([])), .init(name: "a", type: .float),
      .init(name: "b", type: .double), .init(name: "c", type: .eventTime),
      .init(name: "d", type: .bool), .init(name: "e", type: .string),
      .init(name: "f", type: .int(bits: 8)),
    ])
    let bytes = SchemaCodec.encode(type)
    #expect(
      bytes == [1, 11, 8, 0, 0, 0, 2, 0, 0, 0, 0xC3, 0xA9, 10, 2, 16, 9, 8, 6]
        + [0, 0, 0, 0, 11, 0, 0, 0, 0, 1, 0, 0, 0, 0x61, 3, 1, 0, 0, 0, 0x62, 4]
        + [1, 0, 0, 0, 0x63, 7, 1, 0, 0, 0, 0x64, 0, 1, 0, 0, 0, 0x65, 5]
        + [1, 0, 0, 0, 0x66, 1, 8])
    try bytes.withUnsafeBytes {
      var decoder = BinaryDecoder($0)
      let back = try SchemaCodec.decode(from: &decoder)
      #expect(back == type)
      #expect(decoder.isAtEnd)
    }
    for count in 0..<bytes.count { #expect(Self.schema(Array(bytes[0..<count])) == nil) }
    for bad in [[2, 0], [1, 12], [1, 1, 7], [1, 2, 0], [1, 11, 255, 255, 255, 255]] as [[UInt8]] {
      #expect(Self.schema(bad) == nil)
    }
    #expect(Self.schema([1] + Array(repeating: 9, count: 100_000)) == nil)
  }

  static func schema(_ bytes: [UInt8]) -> FieldType? {
    bytes.withUnsafeBytes {
      var decoder = BinaryDecoder($0)
      return try? SchemaCodec.decode(from: &decoder)
    }
  }

  @Test("Damaged state gives an error under an older type, never a trap")
  func damage() throws {
    let buffer = ByteBuffer()
    var encoder = BinaryEncoder(buffer: buffer)
    try Self.person.encode(to: &encoder)
    let bytes = buffer.bytes()
    let decoder = try StateDecoder<NewPerson>(writtenAs: Person.fieldType)
    var refused = 0
    for count in 0..<bytes.count {
      bytes[0..<count].withUnsafeBytes {
        var input = BinaryDecoder($0)
        if (try? decoder.decode(&input)) == nil { refused += 1 }
      }
    }
    #expect(refused == bytes.count)
    for place in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[place] ^= 1 << bit
        damaged.withUnsafeBytes {
          var input = BinaryDecoder($0)
          if (try? decoder.decode(&input)) == nil { refused += 1 }
        }
      }
    }
    #expect(refused > bytes.count)
  }
}
