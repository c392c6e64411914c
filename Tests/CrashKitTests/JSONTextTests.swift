import Testing

@testable import weir_crash

@Suite struct JSONTextTests {
  @Test("A text is read with its escapes, numbers and nesting")
  func reads() {
    let value = JSONText.parse(#" {"a":[1,-0.5e+3,true,null,{}],"\u00e9\ud83d\ude00":"x\n/"} "#)
    #expect(
      value
        == .object([
          "a": .array([
            .number("1"), .number("-0.5e+3"), .boolean(true), .null, .object([:]),
          ]),
          "é😀": .string("x\n/"),
        ]))
  }

  @Test(
    "A text that RFC 8259 does not allow is refused",
    arguments: [
      "", "{", #"{"a":1,}"#, "[1,]", "01", "1.", ".5", "+1", "1e", "nul", "{} {}", #""\x""#,
      #""\ud800""#, "\"\t\"", #"{"a":1,"a":2}"#, "{a:1}", "NaN",
    ])
  func refuses(_ text: String) {
    #expect(JSONText.parse(text) == nil)
  }

  @Test("Bytes that are not UTF-8 are refused")
  func refusesOtherBytes() {
    let bytes: [UInt8] = [0x22, 0xC3, 0x28, 0x22]
    #expect(bytes.withUnsafeBufferPointer(JSONText.parse) == nil)
  }
}
