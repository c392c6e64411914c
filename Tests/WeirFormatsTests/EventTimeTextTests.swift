import Testing
import WeirCore
import WeirFormats

@Suite struct EventTimeTextTests {
  @Test(
    "An ISO 8601 text is the moment it names",
    arguments: [
      ("1970-01-01", 0), ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00Z", 0),
      ("1970-01-01T00:00", 0), ("1970-01-01 00:00:01", 1000), ("1970-01-01t00:00:01z", 1000),
      ("1969-12-31T23:59:59.999Z", -1), ("2013-01-01T05:00:00Z", 1_357_016_400_000),
      ("2000-02-29", 951_782_400_000), ("2024-02-29T12:00:00Z", 1_709_208_000_000),
      ("2013-01-01T05:00:00.5Z", 1_357_016_400_500), ("2013-01-01T05:00:00,25Z", 1_357_016_400_250),
      ("2013-01-01T05:00:00.123456789Z", 1_357_016_400_123),
      ("2013-01-01T05:00:00+01:00", 1_357_012_800_000),
      ("2013-01-01T05:00:00-0530", 1_357_036_200_000),
      ("0000-01-01", -62_167_219_200_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ] as [(String, Int64)])
  func accepted(_ text: String, _ milliseconds: Int64) throws {
    #expect(try decode(EventTime.self, "\"\(text)\"") == EventTime(milliseconds: milliseconds))
    let row = try read(LineFormat<Moment>.csv(hasHeader: false), "\"\(text)\"")
    #expect(row.records.first?.at == EventTime(milliseconds: milliseconds))
  }

  @Test(
    "A text that names no moment is refused",
    arguments: [
      "", " ", "2013", "2013-01", "2013-1-1", "2013-00-01", "2013-13-01", "2013-01-00",
      "2013-01-32", "2013-04-31", "2013-02-29", "1900-02-29", "2100-02-29", "2013-02-30",
      "2013-01-01T", "2013-01-01T24:00:00Z", "2013-01-01T23:60:00Z", "2013-01-01T23:59:60Z",
      "2013-01-01T5:00:00Z", "2013-01-01T05", "2013-01-01T05:00:00.Z", "2013-01-01T05:00:00+1",
      "2013-01-01T05:00:00+24:00", "2013-01-01T05:00:00+01:60", "2013-01-01T05:00:00ZZ",
      "2013-01-01X05:00:00Z", " 2013-01-01", "2013-01-01 ", "2013/01/01", "20130101",
      "+2013-01-01", "-2013-01-01", "12013-01-01", "2013-01-01T05:00:00 Z", "2013-01-01Z",
    ])
  func refused(_ text: String) throws {
    #expect(throws: WeirError.self) { try decode(EventTime.self, "\"\(text)\"") }
    if !text.isEmpty {
      let row = try read(LineFormat<Moment>.csv(hasHeader: false), "\"\(text)\"")
      #expect(row.records.isEmpty == (Int64(text) == nil))
    }
  }

  @Test("A number is epoch milliseconds, exact and within 64 bits")
  func milliseconds() throws {
    #expect(try decode(EventTime.self, "-5") == EventTime(milliseconds: -5))
    #expect(
      try decode(EventTime.self, #""2013\u002d01-01""#)
        == EventTime(milliseconds: 1_356_998_400_000))
    for text in ["1.5", "1e3", "9223372036854775808", "true", "null", "\"17\"", "[]"] {
      #expect(throws: WeirError.self) { try decode(EventTime.self, text) }
    }
    #expect(try encoded(EventTime(milliseconds: 1_357_016_400_500)) == "1357016400500")
  }

  @Test("A time that no event may have makes its line malformed, in JSON and CSV")
  func beyondEvents() throws {
    let bound: Int64 = 1 << 60
    for milliseconds in [bound, -bound, bound - 1, 0] {
      for lines in try moments(milliseconds) {
        #expect(lines.records.map(\.at.milliseconds) == [milliseconds])
      }
    }
    let beyond: [Int64] = [bound + 1, -bound - 1, .max, .min, .max - 1, .min + 1]
    for milliseconds in beyond {
      for lines in try moments(milliseconds) {
        #expect(lines.records.isEmpty)
        #expect(lines.malformed.count == 1)
      }
      // A document of the engine's own may hold the ends of time.
      #expect(try decode(EventTime.self, "\(milliseconds)").milliseconds == milliseconds)
    }
  }

  private func moments(_ milliseconds: Int64) throws -> [Reading<Moment>] {
    [
      try read(.json, #"{"at":\#(milliseconds)}"#),
      try read(.csv(hasHeader: false), "\(milliseconds)"),
    ]
  }

  @Test("Every moment there is has a text, also at the ends of time")
  func extremes() {
    let extremes: [Int64] = [.min + 1, .max - 1, -(1 << 60), 1 << 60]
    for milliseconds in extremes {
      #expect(ISO8601.string(from: EventTime(milliseconds: milliseconds)).hasSuffix("Z"))
    }
  }

  @Test("Every day of 800 years comes back from its text")
  func days() {
    for day in stride(from: -146_097, to: 146_097, by: 1) {
      let time = EventTime(milliseconds: Int64(day) * 86_400_000)
      guard ISO8601.parse(ISO8601.string(from: time)) == time else {
        Issue.record("day \(day) does not come back")
        return
      }
    }
  }
}

struct Moment: Record {
  var at = EventTime.zero
  mutating func fields(_ field: inout some FieldVisitor) throws { try field("at", &at) }
}
