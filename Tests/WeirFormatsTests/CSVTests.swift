import Testing
import WeirCore
import WeirFormats

struct Flight: Record, Equatable {
  var carrier = ""
  var number = 0
  var scheduled = EventTime.zero
  var delay: Int? = nil
  var note: String? = "none"

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("carrier", &carrier)
    try field("flight", &number)
    try field("time_hour", &scheduled)
    try field("dep_delay", &delay)
    try field("note", &note)
  }
}

/// One line of the columns `a` (text), `b` (optional integer), `c` (double).
struct Row: Record, Equatable {
  var a = ""
  var b: Int? = nil
  var c = 0.0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("a", &a)
    try field("b", &b)
    try field("c", &c)
  }
}

struct CSVCase: Sendable, CustomTestStringConvertible {
  let line: String
  /// Nil when the line is refused.
  let row: Row?
  var testDescription: String { "\(line): \(row == nil ? "refused" : "accepted")" }

  static func accept(_ line: String, _ a: String, _ b: Int?, _ c: Double) -> CSVCase {
    CSVCase(line: line, row: Row(a: a, b: b, c: c))
  }
  static func refuse(_ line: String) -> CSVCase { CSVCase(line: line, row: nil) }

  static let table: [CSVCase] = [
    accept("x,1,2.5", "x", 1, 2.5),
    accept(",NA,0", "", nil, 0),
    accept("NA,NA,1e3", "NA", nil, 1000),
    accept("\"NA\",1,1", "NA", 1, 1),
    accept("\"a,b\",1,1", "a,b", 1, 1),
    accept("\"say \"\"hi\"\"\",1,1", "say \"hi\"", 1, 1),
    accept("\"\",1,1", "", 1, 1),
    accept("\"\"\"\",1,1", "\"", 1, 1),
    accept("x,\"12\",\"1.5\"", "x", 12, 1.5),
    accept("x,-0,-0.5", "x", 0, -0.5),
    accept(" x ,1,1", " x ", 1, 1),
    accept("é€𝄞,1,1", "é€𝄞", 1, 1),
    accept("x,9223372036854775807,1", "x", .max, 1),
    accept("a long text without quotes,1,1", "a long text without quotes", 1, 1),
    refuse("x,1"), refuse("x,1,2,3"), refuse("x"), refuse("x,1,2,"), refuse(",,,"),
    refuse("x,,1"), refuse("x,na,1"), refuse("x,\"NA\",1"), refuse("x,1.0,1"), refuse("x,1e2,1"),
    refuse("x,+1,1"), refuse("x, 1,1"), refuse("x,1 ,1"), refuse("x,01,1"), refuse("x,0x1,1"),
    refuse("x,9223372036854775808,1"), refuse("x,1,NA"), refuse("x,1,"), refuse("x,1,1."),
    refuse("x,1,.5"), refuse("x,1,nan"), refuse("x,1,inf"), refuse("x,1,1e999"),
    refuse("x,1,1,5"), refuse("a\"b,1,1"), refuse("\"a\"b,1,1"), refuse("\"a\" ,1,1"),
    refuse("\"a,1,1"), refuse("\"a\"\",1,1"), refuse("x,1,\""), refuse("x,\"1\"\"\",1"),
  ]
}

@Suite struct CSVTests {
  @Test("A line is read by RFC 4180 and strict numbers", arguments: CSVCase.table)
  func line(_ example: CSVCase) throws {
    let format = LineFormat<Row>.csv(null: "NA")
    let reading = try read(format, example.line, header: "a,b,c")
    #expect(reading.records.first == example.row)
    #expect(reading.records.count + reading.malformed.count == 1)
    #expect(reading.malformed.first.map { $0.reason.code == .malformedInput } ?? true)
  }

  @Test("Columns are found by name, in any order and among others")
  func header() throws {
    let format = LineFormat<Flight>.csv(null: "NA")
    #expect(format.hasHeader && format.name == "csv" && format.problem == nil)
    let reading = try read(
      format, "9,UA,2013-01-01T10:00:00Z,x,NA\n-3,\"A,A\",5,y,1545\n",
      header: "\u{FEFF}dep_delay,carrier,time_hour,extra,\"flight\"")
    #expect(reading.malformed.map(\.reason.message) == ["field flight: \"NA\" is no integer"])
    #expect(reading.malformed.first?.reason.location.byteOffset == 28)
    let flight = try #require(reading.records.first)
    #expect(flight.carrier == "A,A" && flight.number == 1545 && flight.delay == -3)
    #expect(flight.scheduled == EventTime(milliseconds: 5) && flight.note == "none")
  }

  @Test("A header without a column that is needed is refused with the column named")
  func missingColumn() throws {
    let format = LineFormat<Row>.csv()
    let error = #expect(throws: WeirError.self) { try read(format, "", header: "a,b") }
    #expect(
      error?.message == "the header has no column c; make the field optional or name its column")
    let twice = #expect(throws: WeirError.self) { try read(format, "", header: "a,c,b,c") }
    #expect(twice?.message == "column c stands twice in the header")
    #expect(throws: WeirError.self) { try read(format, "", header: nil) }
    #expect(throws: WeirError.self) { try read(format, "", header: "") }
    #expect(try read(format, "x,1,y,z", header: "a,c,d,d").records == [Row(a: "x", b: nil, c: 1)])
  }

  @Test("Without a header the columns are the fields in order; the separator is free")
  func noHeader() throws {
    let format = LineFormat<Row>.csv(separator: "\t", hasHeader: false)
    #expect(!format.hasHeader)
    #expect(try read(format, "x,y\t\t1").records == [Row(a: "x,y", b: nil, c: 1)])
  }

  @Test("Line breaks inside quotes are refused with the reason")
  func lineBreak() throws {
    let reading = try read(LineFormat<Row>.csv(hasHeader: false), "\"a\nb\",1,1\n")
    #expect(reading.records.isEmpty && reading.malformed.count == 2)
    #expect(reading.malformed.first?.reason.message.contains("line breaks inside quotes") == true)
    for row in [Row(a: "a\nb"), Row(a: "\r")] {
      let error = #expect(throws: WeirError.self) { try written(LineEncoder<Row>.csv(), [row]) }
      #expect(error?.message.hasPrefix("field a: ") == true)
    }
  }

  @Test("A text that is not UTF-8 is malformed at its byte")
  func invalidUTF8() throws {
    let decoder = try LineFormat<Row>.csv(hasHeader: false).makeDecoder(nil)
    let batch = Batch<Row>(capacity: 1)
    var cursor = LineCursor()
    var offsets: [UInt64?] = []
    try ([0x61, 0xFF] + Array(",1,1".utf8)).withUnsafeBytes {
      try decoder.decode($0, &cursor, batch, 1, true) {
        offsets.append($0.reason.location.byteOffset)
      }
    }
    #expect(offsets == [1])
  }

  @Test("Values that CSV cannot hold and dialects that cannot work are problems before any line")
  func problems() {
    #expect(LineFormat<Everything>.csv().problem?.contains("field inner") == true)
    for separator in ["\"", "\n", "\r", "\r\n", "a", "1", "-", ".", "é"] as [Character] {
      #expect(LineFormat<Row>.csv(separator: separator).problem != nil)
      #expect(LineEncoder<Row>.csv(separator: separator).problem != nil)
      #expect(throws: WeirError.self) {
        try read(LineFormat<Row>.csv(separator: separator, hasHeader: false), "x,1,1")
      }
    }
    for null in [",", "\"", "a\nb"] { #expect(LineFormat<Row>.csv(null: null).problem != nil) }
    #expect(LineFormat<OtherField>.csv().problem != nil)
    #expect(LineFormat<OtherField>.csv(null: "NA").problem == nil)
    #expect(LineFormat<Nothing>.csv().problem != nil)
  }

  @Test(
    "What is written is read back, nil and look-alikes of nil apart", arguments: ["", "NA", "-1"])
  func roundTrip(null: String) throws {
    let notes = [nil, "", "NA", "-1", "a,b", "\"", " ", "é", "\"\"", "null"]
    let flights = notes.enumerated().map { index, note in
      Flight(
        carrier: note ?? "x\"y", number: index, scheduled: EventTime(milliseconds: Int64(index)),
        delay: index % 2 == 0 ? nil : -1, note: note)
    }
    let encoder = LineEncoder<Flight>.csv(null: null)
    #expect(
      String(decoding: encoder.header, as: UTF8.self) == "carrier,flight,time_hour,dep_delay,note\n"
    )
    let text = try written(encoder, flights)
    let header = String(decoding: encoder.header.dropLast(), as: UTF8.self)
    #expect(try read(LineFormat<Flight>.csv(null: null), text, header: header).records == flights)
  }

  @Test("A record of one empty text is not an empty line")
  func emptyText() throws {
    let text = try written(LineEncoder<TextField>.csv(hasHeader: false), [TextField(v: "")])
    #expect(text == "\"\"\n")
    #expect(
      try read(LineFormat<TextField>.csv(hasHeader: false), text).records == [TextField(v: "")])
    #expect(LineEncoder<TextField>.csv(hasHeader: false).header.isEmpty)
  }

  @Test("200,000 random mutations of CSV lines are each read or refused, none traps")
  func mutations() throws {
    var random = SeededRandom(seed: 21)
    let lines = ["x,1,2.5", "\"a,b\",NA,-1e-7", "\"say \"\"hi\"\"\",7,0.1"].map { Array($0.utf8) }
    let decoder = try LineFormat<Row>.csv(null: "NA", hasHeader: false).makeDecoder(nil)
    let batch = Batch<Row>(capacity: 8)
    var good = 0
    var bad = 0
    var empty = 0
    for round in 0..<200_000 {
      var line = JSONMutationTests.mutate(lines[round % 3], &random)
      line.removeAll { $0 == 0x0A }
      if line.isEmpty || line == [0x0D] { empty += 1 }
      var cursor = LineCursor()
      try line.withUnsafeBytes {
        try decoder.decode($0, &cursor, batch, 8, true) { _ in bad += 1 }
      }
      good += batch.count
      batch.removeAll()
    }
    #expect(good + bad + empty == 200_000)
    #expect(good > 1000 && bad > 1000)
    print("CSV mutations: \(good) good + \(bad) rejected + \(empty) empty = 200000")
  }
}
