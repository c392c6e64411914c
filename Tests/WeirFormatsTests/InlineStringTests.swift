import Testing
import WeirCore
import WeirFormats

@Suite struct InlineStringTests {
  struct Visit: Record, Equatable {
    var user = InlineString<1>()
    var page: InlineString<1>? = nil
    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("user", &user)
      try field("page", &page)
    }
  }

  struct StringVisit: Record {
    var user = ""
    var page: String? = nil
    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("user", &user)
      try field("page", &page)
    }
  }

  private static let texts = ["", "a", "user-42", "a\"b\\\n", "caf\u{e9}", "NA", "a,b", "\u{1}"]

  private func visits(_ text: String) throws -> (Visit, StringVisit) {
    var (visit, other) = (Visit(), StringVisit())
    visit.user = try #require(InlineString(text))
    visit.page = visit.user
    (other.user, other.page) = (text, text)
    return (visit, other)
  }

  @Test("JSON reads and writes inline texts as it does texts", arguments: texts)
  func json(_ text: String) throws {
    let (visit, other) = try visits(text)
    let bytes = try JSON.encode(visit)
    #expect(try bytes == JSON.encode(other))
    #expect(try JSON.decode(Visit.self, from: bytes) == visit)
    #expect(try decode(Visit.self, #"{"user":"\u0061\ud834\udd1e"}"#).user == "a𝄞")
    let counts = [visit.user: 1]
    #expect(try JSON.encode(counts) == JSON.encode([text: 1]))
    #expect(try JSON.decode([InlineString<1>: Int].self, from: JSON.encode(counts)) == counts)
  }

  @Test("A text that is too long for its field is malformed input, with the field named")
  func tooLong() {
    let message = "field user: a text of 8 bytes is too long for a field of at most 7"
    for text in [#"{"user":"12345678"}"#, #"{"user":"123456\u00e9"}"#] {
      let error = refusal(Visit.self, text)
      #expect(error?.code == .malformedInput && error?.message == message)
    }
    for text in [#"{"user":1}"#, "{\"user\":\"\u{1}\"}", #"{"user":"\x"}"#, #"{"user":null}"#] {
      #expect(refusal(Visit.self, text)?.code == .malformedInput)
    }
  }

  @Test("CSV reads and writes inline texts as it does texts", arguments: texts)
  func csv(_ text: String) throws {
    let (visit, other) = try visits(text)
    if text.utf8.contains(0x0A) {
      #expect(throws: WeirError.self) { try written(LineEncoder<Visit>.csv(), [visit]) }
      return
    }
    let line = try written(LineEncoder<Visit>.csv(null: "NA"), [visit])
    #expect(try line == written(LineEncoder<StringVisit>.csv(null: "NA"), [other]))
    let reading = try read(LineFormat<Visit>.csv(null: "NA", hasHeader: false), line)
    #expect(reading.records == [visit] && reading.malformed.isEmpty)
  }

  @Test("A text that is too long for its column makes its line malformed, and the next is read")
  func tooLongInCSV() throws {
    let reading = try read(
      LineFormat<Visit>.csv(null: "NA", hasHeader: false), "12345678,x\n1234567,NA\n")
    #expect(
      reading.malformed.map(\.reason.message) == [
        "field user: a text of 8 bytes is too long for a field of at most 7"
      ])
    #expect(reading.records.map(\.user) == ["1234567"] && reading.records.first?.page == nil)
  }

  @Test("Columns and the hashes of keys are those of the same text", arguments: texts)
  func columns(_ text: String) throws {
    let (visit, other) = try visits(text)
    let (left, right) = (
      RowScratch(keyPlaces: [0, -1], keyCount: 1), RowScratch(keyPlaces: [0, -1], keyCount: 1)
    )
    try RowEncoder<Visit>.columns.encode(visit, left)
    try RowEncoder<StringVisit>.columns.encode(other, right)
    #expect(left.keys.bytes() == right.keys.bytes())
    #expect(left.values.bytes() == right.values.bytes())
    #expect(
      try RowEncoder<Visit>.columns.keyHash(visit, [0, -1])
        == RowEncoder<StringVisit>.columns.keyHash(other, [0, -1]))
  }
}
