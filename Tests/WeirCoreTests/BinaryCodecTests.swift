import Testing
import WeirCore
import WeirTestKit

struct BinaryCodecTests {
  enum Colour: String, FieldValue { case red, green }

  struct Leg: Record, Equatable {
    var origin = ""
    var distance: Double? = nil
    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("origin", &origin)
      try field("distance", &distance)
    }
  }

  /// A field of every kind.
  struct Everything: Record, Equatable {
    var bool = false
    var int = 0
    var small: Int8 = 0
    var unsigned: UInt16 = 0
    var wide: UInt64 = 0
    var double = 0.0
    var float: Float = 0
    var text = ""
    var bytes = Bytes([])
    var time = EventTime.zero
    var colour = Colour.red
    var maybe: Int32? = nil
    var legs: [Leg] = []
    var counts: [String: Int] = [:]

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("bool", &bool)
      try field("int", &int)
      try field("small", &small)
      try field("unsigned", &unsigned)
      try field("wide", &wide)
      try field("double", &double)
      try field("float", &float)
      try field("text", &text)
      try field("bytes", &bytes)
      try field("time", &time)
      try field("colour", &colour)
      try field("maybe", &maybe)
      try field("legs", &legs)
      try field("counts", &counts)
    }
  }

  private func sample(_ random: inout SeededGenerator) -> Everything {
    var value = Everything()
    value.bool = Bool.random(using: &random)
    value.int = [0, -1, .min, .max, 77].randomElement(using: &random) ?? 0
    value.small = Int8.random(in: .min ... .max, using: &random)
    value.unsigned = UInt16.random(in: .min ... .max, using: &random)
    value.wide = UInt64.random(in: .min ... .max, using: &random)
    value.double =
      [0, -0.0, 1.5, .infinity, .leastNonzeroMagnitude].randomElement(using: &random) ?? 0
    value.float = Float.random(in: -1...1, using: &random)
    value.text =
      ["", "a", "caf\u{e9}", "\u{1F6EB} flight", "\0"].randomElement(using: &random) ?? ""
    value.bytes = Bytes((0..<Int.random(in: 0...5, using: &random)).map { UInt8($0) })
    value.time = EventTime(milliseconds: Int64.random(in: .min ... .max, using: &random))
    value.colour = Bool.random(using: &random) ? .red : .green
    value.maybe = Bool.random(using: &random) ? 5 : nil
    value.legs = (0..<Int.random(in: 0...3, using: &random)).map {
      Leg(origin: "leg \($0)", distance: $0 == 1 ? nil : Double($0))
    }
    for index in 0..<Int.random(in: 0...4, using: &random) { value.counts["key \(index)"] = index }
    return value
  }

  private func encode(_ value: some FieldValue) throws -> [UInt8] {
    var encoder = BinaryEncoder()
    try value.encode(to: &encoder)
    return encoder.withUnsafeBytes { Array($0) }
  }

  @Test("Every kind of field comes back as it was, and all bytes are read")
  func roundTrip() throws {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<300 {
      let value = sample(&random)
      let bytes = try encode(value)
      try bytes.withUnsafeBytes {
        var decoder = BinaryDecoder($0)
        let decoded = try Everything.decode(from: &decoder)
        #expect(decoded == value)
        #expect(decoder.isAtEnd)
      }
      #expect(try encode(value) == bytes)
    }
  }

  @Test("Numbers lie in little endian, lengths before contents")
  func layout() throws {
    #expect(try encode(Int32(0x0102_0304)) == [4, 3, 2, 1])
    #expect(try encode("ab") == [2, 0, 0, 0, 97, 98])
    #expect(try encode(Int?.none) == [0])
    #expect(try encode([true, false]) == [2, 0, 0, 0, 1, 0])
    #expect(
      try encode(["b": UInt8(1), "a": 2]) == [2, 0, 0, 0, 1, 0, 0, 0, 97, 2, 1, 0, 0, 0, 98, 1])
  }

  @Test("Bytes that are cut off anywhere are an error with the offset, never a trap")
  func truncation() throws {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<20 {
      let bytes = try encode(sample(&random))
      for length in 0..<bytes.count {
        Array(bytes[..<length]).withUnsafeBytes { part in
          var decoder = BinaryDecoder(part)
          let error = #expect(throws: WeirError.self) { try Everything.decode(from: &decoder) }
          #expect(error?.code == .unusableCheckpoint)
          #expect(error?.location.byteOffset != nil)
        }
      }
    }
  }

  @Test("Random damage gives a value or an error, never a trap or a giant allocation")
  func damage() throws {
    var random = SeededGenerator(seed: 3)
    var refusedCount = 0
    for _ in 0..<20_000 {
      var bytes = try encode(sample(&random))
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        bytes[place] =
          [0, 1, 0x7F, 0xFF, UInt8.random(in: 0...255, using: &random)]
          .randomElement(using: &random) ?? 0
      }
      bytes.withUnsafeBytes {
        var decoder = BinaryDecoder($0)
        do {
          _ = try Everything.decode(from: &decoder)
        } catch {
          refusedCount += 1
        }
      }
    }
    #expect(refusedCount > 1_000)
  }

  @Test("Schema headers come back as they were, and damaged ones are refused or read, never a trap")
  func schemas() throws {
    let header = SchemaCodec.encode(Everything.fieldType)
    try header.withUnsafeBytes {
      var decoder = BinaryDecoder($0)
      let decoded = try SchemaCodec.decode(from: &decoder)
      #expect(decoded == Everything.fieldType)
      #expect(decoder.isAtEnd)
    }
    for length in 0..<header.count {
      Array(header[..<length]).withUnsafeBytes { part in
        var decoder = BinaryDecoder(part)
        #expect(throws: WeirError.self) { try SchemaCodec.decode(from: &decoder) }
      }
    }
    // An optional of an optional of …, deeper than any type.
    let deep = [UInt8(1)] + Array(repeating: 8, count: 100_000)
    deep.withUnsafeBytes { part in
      var decoder = BinaryDecoder(part)
      #expect(throws: WeirError.self) { try SchemaCodec.decode(from: &decoder) }
    }
  }

  @Test("Records that waited in a checkpoint come back with their times and of no known split")
  func pendingBatch() throws {
    let batch = Batch<Leg>(capacity: 4)
    for index in 0..<3 {
      batch.append(
        Leg(origin: "\(index)", distance: nil), at: EventTime(milliseconds: Int64(index)))
    }
    batch.split = 2
    _ = batch.removeFirst()
    let buffer = ByteBuffer()
    try batch.encodeRemaining(to: buffer)
    try buffer.withUnsafeBytes { bytes in
      var decoder = BinaryDecoder(bytes)
      let restored = try Batch<Leg>.decodeRemaining(from: &decoder)
      #expect(restored.remaining == 2)
      #expect(restored.times?[0] == EventTime(milliseconds: 1))
      #expect(restored.removeFirst().origin == "1")
      #expect(restored.split == -1)
    }
  }
}
