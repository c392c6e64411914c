import Testing
import WeirCore
import WeirFormats

/// What a reader that knows the lines before makes of a line must be what one makes that does not.
@Suite struct JSONShapeTests {
  struct Order: Record, Equatable {
    var id = 0
    var user = "nobody"
    var kind = Kind.bid
    var time = EventTime.zero
    var price = 0.0
    var note: String? = nil
    var inner = Inner()

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("id", &id)
      try field("user", &user)
      try field("kind", &kind)
      try field("time", &time)
      try field("price", &price)
      try field("note", &note)
      try field("inner", &inner)
    }
  }

  static let lines = [
    #"{"id":1,"user":"user-0001","kind":"bid","time":1700000000000,"price":12.5,"z":"a text"}"#,
    #"{"id": -31, "user": "héllo \"x\"", "kind": "ask", "time": 17, "price": 1e3}"#,
    #"{"x":1,"kind":"bid","y":-12.75,"user":"u","z":[1,{"a":null}],"id":12345678901234}"#,
    #"{"a":true,"note":null,"inner":{"size":3,"q":"","name":"n"},"b":"","c":0,"id":0}"#,
    #"{"longer than a key of a shape may be, by far":"0123456789abcdef","id":7,"w":1.5e2}"#,
    #"{"time":"2013-01-01T05:00:00Z","user":"0123456789abcdef0123456789abcdef","id":99999999}"#,
  ].map { Array($0.utf8) }

  /// A record, or why there is none and where.
  enum Outcome<Element: Equatable>: Equatable {
    case record(Element)
    case refusal(String, UInt64?)
  }

  static func outcomes<Element: Record & Equatable>(
    of chunk: [UInt8], _ type: Element.Type, _ decoder: LineDecoder<Element>
  ) throws -> [Outcome<Element>] {
    // Exactly the bytes, so that an address checker sees any read behind them.
    let exact = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk.count, alignment: 1)
    defer { exact.deallocate() }
    exact.copyBytes(from: chunk)
    var outcomes: [Outcome<Element>] = []
    let batch = Batch<Element>(capacity: 1)
    var cursor = LineCursor()
    while cursor.offset < chunk.count {
      try decoder.decode(UnsafeRawBufferPointer(exact), &cursor, batch, 1, true) { line in
        outcomes.append(.refusal(line.reason.message, line.reason.location.byteOffset))
      }
      while !batch.isEmpty { outcomes.append(.record(batch.removeFirst())) }
      batch.removeAll()
    }
    return outcomes
  }

  /// Reads each line by a reader of its own.
  static func outcomesApart<Element: Record & Equatable>(
    of lines: [[UInt8]], _ type: Element.Type
  ) throws -> [Outcome<Element>] {
    try lines.flatMap {
      try outcomes(of: $0, type, try LineFormat<Element>.json.makeDecoder(nil))
    }
  }

  static func together(_ lines: [[UInt8]]) -> [UInt8] { Array(lines.joined(separator: [0x0A])) }

  @Test(
    "A number that no field takes is as strictly a number as one that a field takes",
    arguments: [
      "-", "5.", "-.5", "-.", ".5", "-e1", "5.e1", "1e", "1e+", "00", "-01", "+1", "1.2.3", "0x1",
      "0", "-0", "7", "1234567", "12345678", "-1234567.1234567", "1.12345678", "1e400", "-0.0e-7",
    ])
  func passedOver(number: String) throws {
    for text in [
      #"{"id":1,"x":%,"price":2}"#, #"{"id":1,"price":2,"x":%}"#, #"{"x":%,"id":1}"#,
    ] {
      let shaped = [text.replacing("%", with: "7"), text.replacing("%", with: number)]
      let lines = (shaped + shaped + shaped + [Self.padding]).map { Array($0.utf8) }
      let apart = try Self.outcomesApart(of: lines, Order.self)
      let decoder = try LineFormat<Order>.json.makeDecoder(nil)
      #expect(try Self.outcomes(of: Self.together(lines), Order.self, decoder) == apart)
    }
  }

  @Test(
    "A value that no field takes is as strictly a value when others of its kind were texts",
    arguments: [
      #""""#, #""b""#, #""0123456789abcde""#, #""0123456789abcdef""#,
      #""0123456789abcdef0123456789abcde""#, #""0123456789abcdef0123456789abcdef""#,
      #""0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef!""#,
      #""a\"b""#, #""a\\""#, #""\u00e9""#, #""\ud800""#, #""\x""#, "\"é\"", "\"tab\tin it\"",
      #""not closed"#, #""closed" too""#, #""#,
      "null", "7", "-1.5e3", "[1,\"x\"]", #"{"a":"b"}"#,
      #""a","y":"b""#, #""a","id":"b""#, #"'a'"#, #""a"}"#, "tru", #"  "b" "#,
    ])
  func passedOverText(value: String) throws {
    for text in [
      #"{"id":1,"x":%,"price":2}"#, #"{"x":%,"z":%,"id":1}"#, #"{"id":1,"price":2,"x":%}"#,
      #"{"z":1,"id":1,"x":%,"a key of over 16 bytes":%,"user":"u"}"#,
    ] {
      let shaped = [text.replacing("%", with: #""a""#), text.replacing("%", with: value)]
      let lines = (shaped + shaped + shaped).map { Array($0.utf8) }
      let apart = try Self.outcomesApart(of: lines, Order.self)
      for chunk in [
        Self.together(lines), Array(lines.joined(separator: [0x0D, 0x0A])),
        Self.together(lines + [Array(Self.padding.utf8)]),
      ] {
        let decoder = try LineFormat<Order>.json.makeDecoder(nil)
        let outcomes = try Self.outcomes(of: chunk, Order.self, decoder)
        #expect(Array(outcomes.prefix(lines.count)) == apart)
      }
    }
  }

  @Test("Long lines are read by a shape or by their own up to the end of what is readable")
  func longLines() throws {
    for count in [4000, 4060, 4096, 4100, 9000] {
      let long = String(repeating: "x", count: count)
      let lines = (1...4).map { #"{"name":"\#($0)","z":"\#(long)","size":\#($0)}"# }
      let reading = try read(LineFormat<Inner>.json, lines.joined(separator: "\n"))
      #expect(reading.records == (1...4).map { Inner(name: "\($0)", size: $0) })
    }
  }

  /// So that the lines before it do not stand at the end of what is readable.
  private static let padding = #"{"note":"a text that is longer than the words that are read at once"}"#

  @Test(
    "Mutated lines among others of their shape are read or refused as each is alone",
    arguments: [1, 2, 3] as [UInt64])
  func mutations(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var (recordCount, refusalCount) = (0, 0)
    for round in 0..<1500 {
      let line = Self.lines[round % Self.lines.count]
      let other = Self.lines[Int(random.next() % 6)]
      let lines = (0..<12).map { index -> [UInt8] in
        if index % 3 == 0 { return index == 9 ? other : line }
        let mutated = JSONMutationTests.mutate(line, &random).map { $0 == 0x0A ? 0x20 : $0 }
        return index % 3 == 1 ? line : mutated
      }
      let apart = try Self.outcomesApart(of: lines, Order.self)
      let decoder = try LineFormat<Order>.json.makeDecoder(nil)
      let together = try Self.outcomes(of: Self.together(lines), Order.self, decoder)
      guard together == apart else {
        Issue.record(
          """
          seed \(seed), round \(round): \(zip(together, apart).first { $0 != $1 } as Any) in
          \(String(decoding: Self.together(lines), as: UTF8.self))
          """)
        return
      }
      for case .record in apart { recordCount += 1 }
      refusalCount += lines.count
    }
    refusalCount -= recordCount
    #expect(recordCount > 10_000)
    #expect(refusalCount > 1000)
  }

  @Test(
    "A line that has the keys of the one before and more, fewer or others is read by its own",
    arguments: [
      (#"{"name":"b","size":2,"more":1}"#, Inner(name: "b", size: 2)),
      (#"{"name":"b"}"#, Inner(name: "b", size: 0)),
      (#"{"name":"b","sizes":2}"#, Inner(name: "b", size: 0)),
      (#"{"size":2,"name":"b"}"#, Inner(name: "b", size: 2)),
      (#"{"name":"b", "size":2}"#, Inner(name: "b", size: 2)),
      (#"{"name":"b","size":2 }"#, Inner(name: "b", size: 2)),
      (#"{"name":"b","\u0073ize":2}"#, Inner(name: "b", size: 2)),
      ("{}", Inner()),
    ])
  func otherShapes(_ line: String, _ expected: Inner) throws {
    let first = #"{"name":"a","size":1}"#
    for count in 1...3 {
      let text = Array(repeating: first, count: count) + [line, first, line]
      let reading = try read(LineFormat<Inner>.json, text.joined(separator: "\n"))
      let others = Array(repeating: Inner(name: "a", size: 1), count: count)
      #expect(reading.records == others + [expected, Inner(name: "a", size: 1), expected])
    }
  }

  @Test("A field that no line had is taken from the first that has it, wherever it stands")
  func missingField() throws {
    let lines = [
      #"{"x":1,"size":1}"#, #"{"x":1,"size":2}"#, #"{"x":1,"size":3,"name":"c"}"#,
      #"{"name":"d","x":1,"size":4}"#, #"{"x":1,"size":5}"#,
    ]
    let reading = try read(LineFormat<Inner>.json, lines.joined(separator: "\n"))
    #expect(reading.records.map(\.name) == ["", "", "c", "d", ""])
    #expect(reading.records.map(\.size) == [1, 2, 3, 4, 5])
  }

  @Test("A key that comes twice in a line is refused although the lines before were fine")
  func repeatedKey() throws {
    let lines = [
      #"{"x":1,"name":"a","size":1}"#, #"{"x":1,"name":"a","size":1,"x":1}"#,
      #"{"x":1,"name":"a","size":1}"#, #"{"x":1,"name":"a","size":1,"size":1}"#,
    ]
    let reading = try read(LineFormat<Inner>.json, lines.joined(separator: "\n"))
    #expect(reading.records.count == 2)
    #expect(reading.malformed.map(\.number) == [2, 4])
    #expect(
      reading.malformed.allSatisfy { $0.reason.message == "the key stands twice in its object" })
  }

  @Test("A record whose own code refuses what it read refuses it by any reader")
  func ownRefusal() throws {
    let lines = (0..<9).map { #"{"size":\#($0),"name":"n"}"# }
    let reading = try read(LineFormat<Positive>.json, lines.joined(separator: "\n"))
    #expect(reading.records.map(\.size) == [1, 2, 4, 5, 7, 8])
    #expect(reading.malformed.map(\.number) == [1, 4, 7])
  }

  @Test("Raw values that were seen before are told apart from their likes, and refused ones again")
  func rawValues() throws {
    let texts = ["bid", "ask", "bid", "bids", "as", "ask", "Ask", "bid", "", "bid"]
    let lines = texts.map { #"{"kind":"\#($0)","other":"\#($0)"}"# }
    let reading = try read(LineFormat<Kinds>.json, lines.joined(separator: "\n"))
    #expect(reading.records.map(\.kind.rawValue) == ["bid", "ask", "bid", "ask", "bid", "bid"])
    #expect(reading.records.map(\.other.rawValue) == ["bid", "ask", "bid", "ask", "bid", "bid"])
    #expect(reading.malformed.map(\.number) == [4, 5, 7, 9])
    let reasons = reading.malformed.map(\.reason.message)
    #expect(reasons[0] == "field kind: \"bids\" is no case of Kind")
  }
}

/// Refuses sizes that are multiples of three.
private struct Positive: Record, Equatable {
  var size = 0
  var name = ""
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("size", &size)
    if size % 3 == 0, size > 0 || !name.isEmpty { throw Refusal() }
    try field("name", &name)
    if size % 3 == 0, !name.isEmpty { throw Refusal() }
  }
}

/// Two types with the same raw values.
private struct Kinds: Record, Equatable {
  enum Other: String, FieldValue { case ask, bid }
  var kind = Kind.bid
  var other = Other.ask
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("kind", &kind)
    try field("other", &other)
  }
}
