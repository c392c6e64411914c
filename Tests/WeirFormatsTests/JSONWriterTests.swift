import Testing
import WeirCore
import WeirFormats

struct Measured: Record {
  var inner = NumberField()
  mutating func fields(_ field: inout some FieldVisitor) throws { try field("inner", &inner) }
}

struct OddNames: Record, Equatable {
  var first = 0
  var second = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("a\"b\\c\n", &first)
    try field("é", &second)
  }
}

struct Nothing: Record, Equatable {
  mutating func fields(_ field: inout some FieldVisitor) throws {}
}

@Suite struct JSONWriterTests {
  @Test(
    "A double is the shortest text that reads back, and valid JSON",
    arguments: [
      (0, "0.0"), (-0.0, "-0.0"), (3, "3.0"), (-17, "-17.0"), (12.5, "12.5"), (0.1, "0.1"),
      (1e-7, "1e-07"), (1e15, "1000000000000000.0"), (1e16, "1e+16"), (1e300, "1e+300"),
      (.leastNonzeroMagnitude, "5e-324"), (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
      (1.0 / 3.0, "0.3333333333333333"), (9_007_199_254_740_991, "9007199254740991.0"),
    ] as [(Double, String)])
  func shortest(_ value: Double, _ text: String) throws {
    #expect(try encoded(value) == text)
    #expect(value.description == text)
    #expect(try decode(Double.self, text).bitPattern == value.bitPattern)
  }

  @Test("100,000 random doubles and floats come back bit by bit")
  func randomDoubles() throws {
    var random = SeededRandom(seed: 11)
    var count = 0
    while count < 100_000 {
      let value = Double(bitPattern: random.next())
      let single = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      guard value.isFinite, single.isFinite else { continue }
      count += 1
      let text = try JSON.encode(value)
      let back = try JSON.decode(Double.self, from: text)
      let singleBack = try JSON.decode(Float.self, from: try JSON.encode(single))
      guard back.bitPattern == value.bitPattern, singleBack.bitPattern == single.bitPattern else {
        Issue.record("\(value) or \(single) does not come back")
        return
      }
    }
  }

  @Test("Decimals with few digits take the fast way and round as the standard library does")
  func fastDecimals() throws {
    var random = SeededRandom(seed: 12)
    for _ in 0..<50_000 {
      let digits = random.next() % 1_000_000_000_000_000
      let text = "\(digits)e\(Int(random.next() % 60) - 30)"
      let expected = try #require(Double(text))
      guard try decode(Double.self, text).bitPattern == expected.bitPattern else {
        Issue.record("\(text) is rounded wrongly")
        return
      }
      let single = try #require(Float(text))
      guard (try? decode(Float.self, text)) == (single.isFinite ? single : nil) else {
        Issue.record("\(text) is rounded wrongly as a float")
        return
      }
    }
  }

  @Test("Infinity and NaN are refused with the field named")
  func notFinite() {
    for value in [Double.infinity, -.infinity, .nan] {
      let record = Measured(inner: NumberField(v: value))
      let error = #expect(throws: WeirError.self) { try JSON.encode(record) }
      #expect(error?.message.hasPrefix("field inner.v: \(value) has no JSON text") == true)
    }
    #expect(throws: WeirError.self) { try JSON.encode(-Float.infinity) }
  }

  @Test("Only quotes, backslashes and control characters are escaped")
  func escapes() throws {
    let text = String(
      String.UnicodeScalarView((0...0x7F).compactMap { Unicode.Scalar($0 as UInt32) }))
    let controls =
      #"\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"#
      + #"\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b"#
      + #"\u001c\u001d\u001e\u001f"#
    let written = try encoded(text)
    #expect(written.hasPrefix("\"" + controls + ##" !\"#$%"##))
    #expect(written.hasSuffix(#"Z[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"# + "\u{7F}\""))
    #expect(try decode(String.self, written) == text)
    #expect(try encoded("é/𝄞") == "\"é/𝄞\"")
    #expect(try encoded("") == "\"\"")
  }

  @Test("Integers of every length are written in full")
  func integers() throws {
    var value: UInt64 = 1
    for digits in 1...19 {
      #expect(try encoded(value) == "1" + String(repeating: "0", count: digits - 1))
      #expect(try encoded(value - 1) == (value - 1).description)
      value *= 10
    }
    #expect(try encoded(Int.min) == "-9223372036854775808")
    #expect(try encoded(UInt64.max) == "18446744073709551615")
    #expect(try encoded(EventTime(milliseconds: -5)) == "-5")
  }

  @Test("Nil, empty records and empty arrays have a text")
  func small() throws {
    #expect(try encoded(OtherField()) == #"{"other":null}"#)
    #expect(try encoded(Nothing()) == "{}")
    #expect(try encoded([Int]()) == "[]")
    #expect(try encoded([1, 2]) == "[1,2]")
    #expect(try decode(Nothing.self, #"{"a":1}"#) == Nothing())
  }

  @Test("Field names that need escapes are written and found again")
  func names() throws {
    let text = try encoded(OddNames(first: 1, second: 2))
    #expect(text == #"{"a\"b\\c\n":1,"é":2}"#)
    #expect(try decode(OddNames.self, text) == OddNames(first: 1, second: 2))
    let buffer = ByteBuffer()
    try LineEncoder<OddNames>.json.encodeOne(OddNames(first: 1, second: 2), buffer)
    #expect(buffer.bytes() == Array((text + "\n").utf8))
  }

  @Test("Pretty text is indented by two blanks")
  func pretty() throws {
    var value = Everything()
    value.list = [Inner(name: "a,[{\"", size: 1)]
    let text = try encoded(value, pretty: true)
    #expect(
      text.contains(
        "\n  \"list\": [\n    {\n      \"name\": \"a,[{\\\"\",\n      \"size\": 1\n    }\n  ],"))
    #expect(text.contains("\"byName\": {},\n  \"byNumber\": []\n}\n"))
  }
}
