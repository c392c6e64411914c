import Testing
import WeirCore

struct InlineStringCodecTests {
  struct Visit: Record, Equatable {
    var user = ""
    var page: String? = nil
    var counts: [String: Int] = [:]
    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("user", &user)
      try field("page", &page)
      try field("counts", &counts)
    }
  }

  struct InlineVisit: Record, Equatable {
    var user = InlineString<1>()
    var page: InlineString<1>? = nil
    var counts: [InlineString<1>: Int] = [:]
    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("user", &user)
      try field("page", &page)
      try field("counts", &counts)
    }
  }

  /// The same with another field, which makes the state one of an older schema.
  struct LaterVisit: Record, Equatable {
    var user = InlineString<1>()
    var page: InlineString<1>? = nil
    var counts: [InlineString<1>: Int] = [:]
    var added = 7
    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("user", &user)
      try field("page", &page)
      try field("counts", &counts)
      try field("added", &added)
    }
  }

  private func bytes(_ value: some FieldValue) throws -> [UInt8] {
    var encoder = BinaryEncoder()
    try value.encode(to: &encoder)
    return encoder.buffer.bytes()
  }

  @Test("State with texts and with inline texts is the same, byte by byte, in both directions")
  func sameState() throws {
    var visit = Visit()
    visit.user = "caf\u{e9}"
    visit.page = "/"
    visit.counts = ["a": 1, "": 2, "1234567": 3]
    var inline = InlineVisit()
    inline.user = "caf\u{e9}"
    inline.page = "/"
    inline.counts = ["a": 1, "": 2, "1234567": 3]
    #expect(Visit.fieldType == InlineVisit.fieldType)
    #expect(try bytes(visit) == bytes(inline))
    #expect(visit.stableHash == inline.stableHash)
    #expect(try evolve(visit, to: InlineVisit.self) == inline)
    #expect(try evolve(inline, to: Visit.self) == visit)
    var later = LaterVisit()
    (later.user, later.page, later.counts) = (inline.user, inline.page, inline.counts)
    #expect(try evolve(visit, to: LaterVisit.self) == later)
  }

  @Test("State with a text that is too long is refused with the field's capacity")
  func tooLong() {
    var visit = Visit()
    visit.user = "12345678"
    for error in [
      #expect(throws: WeirError.self) { try evolve(visit, to: InlineVisit.self) },
      #expect(throws: WeirError.self) { try evolve(visit, to: LaterVisit.self) },
    ] {
      #expect(error?.code == .unusableCheckpoint)
      #expect(error?.message == "a text of 8 bytes is too long for a field of at most 7")
    }
    #expect(refusal(Int.self, InlineString<1>.self) != nil)
  }

  @Test("Damaged state is refused")
  func damaged() throws {
    for bytes: [UInt8] in [
      [], [1, 0, 0, 0], [2, 0, 0, 0, 0x61], [1, 0, 0, 0, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF],
    ] {
      #expect(throws: WeirError.self) {
        try bytes.withUnsafeBytes { bytes in
          var decoder = BinaryDecoder(bytes)
          return try InlineString<1>.decode(from: &decoder)
        }
      }
    }
  }
}
