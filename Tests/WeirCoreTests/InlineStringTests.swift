import Testing
import WeirCore
import WeirTestKit

struct InlineStringTests {
  private static let texts = [
    "", "a", "view", "purchase", "user-0000000", "user-000000000000042", "caf\u{e9}",
    "cafe\u{301}", "𝄞𝄞𝄞𝄞𝄞", "a\u{0}b\u{0}", "12345678901234567890123",
  ]

  private func inline(_ text: String) throws -> InlineString<3> {
    try #require(InlineString<3>(text))
  }

  @Test("A text comes back as it was", arguments: texts)
  func text(_ text: String) throws {
    let inline = try inline(text)
    #expect(Array(inline.description.utf8) == Array(text.utf8))
    #expect(Array(inline.utf8) == Array(text.utf8))
    #expect(inline.utf8Count == text.utf8.count && inline.isEmpty == text.isEmpty)
    #expect(inline == text && inline != text + "!")
    let copy = InlineString<3>(writingUTF8: { bytes in
      for (index, byte) in text.utf8.enumerated() { bytes[index] = byte }
      return text.utf8.count
    })
    #expect(copy == inline)
  }

  @Test("An index outside the text stops the program and reads nothing")
  func outside() async {
    await #expect(processExitsWith: .failure) {
      let text: InlineString<2> = "abc"
      print(text.utf8[text.utf8.startIndex - 1])
    }
    await #expect(processExitsWith: .failure) {
      let text: InlineString<2> = "abc"
      print(text.utf8[text.utf8.endIndex])
    }
  }

  @Test("A text that is too long is refused and cuts nothing")
  func tooLong() {
    // In variables: a literal would be one of the inline text itself.
    let (long, accent, letter, none) = ("123456789012345678901234", "1234567\u{e9}", "a", "")
    #expect(InlineString<3>(long) == nil)
    #expect(InlineString<1>(accent) == nil && InlineString<2>(accent) != nil)
    #expect(InlineString<0>(letter) == nil && InlineString<0>(none)?.isEmpty == true)
  }

  @Test(
    "Bytes that are no UTF-8 are refused",
    arguments: [
      [0xFF], [0x61, 0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80],
    ] as [[UInt8]])
  func invalid(_ bytes: [UInt8]) {
    #expect(bytes.withUnsafeBufferPointer { InlineString<3>(utf8: $0) } == nil)
    let padded = Array("12345678".utf8) + bytes
    #expect(padded.withUnsafeBufferPointer { InlineString<3>(utf8: $0) } == nil)
    let written = InlineString<3>(writingUTF8: { memory in
      for (index, byte) in bytes.enumerated() { memory[index] = byte }
      return bytes.count
    })
    #expect(written == nil)
  }

  @Test("What is written behind the text's end does not make it another text")
  func writtenTooFar() throws {
    let written = InlineString<2>(writingUTF8: { bytes in
      for index in bytes.indices { bytes[index] = UInt8(ascii: "x") }
      return 3
    })
    #expect(written == "xxx" && written?.stableHash == "xxx".stableHash)
    #expect(InlineString<2>(writingUTF8: { _ in 16 }) == nil)
    #expect(InlineString<2>(writingUTF8: { _ in -1 }) == nil)
  }

  @Test("The length takes what a text of that capacity needs")
  func capacities() throws {
    #expect(InlineString<1>.capacity == 7 && InlineString<3>.capacity == 23)
    #expect(InlineString<32>.capacity == 255 && InlineString<33>.capacity == 262)
    #expect(InlineString<8192>.capacity == 65_534 && InlineString<8193>.capacity == 65_540)
    #expect(MemoryLayout<InlineString<3>>.size == 24)
    try fullTexts(of: InlineString<32>.self)
    try fullTexts(of: InlineString<33>.self)
    try fullTexts(of: InlineString<8193>.self)
  }

  private func fullTexts<Text: BoundedText>(of type: Text.Type) throws {
    for count in [Text.limit - 1, Text.limit] {
      let long = String(repeating: "x", count: count)
      let text = try #require(Text(long))
      #expect(text.description == long && text.stableHash == long.stableHash)
    }
    #expect(Text(String(repeating: "x", count: Text.limit + 1)) == nil)
  }

  @Test("Literals are texts, and equal texts are equal at every capacity")
  func literals() {
    let view: InlineString<1> = "view"
    let accent: InlineString<1> = "caf\u{e9}"
    #expect(view == "view" && view != "views" && view.description == "view")
    #expect(accent == "caf\u{e9}" && accent != "cafe\u{301}")
    #expect(Set([view, "view", "click"]).count == 2)
  }

  @Test("Equality looks at every byte, whatever the capacity")
  func everyByte() throws {
    try everyByte(of: InlineString<0>.self)
    try everyByte(of: InlineString<1>.self)
    try everyByte(of: InlineString<2>.self)
    try everyByte(of: InlineString<3>.self)
    try everyByte(of: InlineString<4>.self)
    try everyByte(of: InlineString<5>.self)
    try everyByte(of: InlineString<13>.self)
  }

  private func everyByte<Text: BoundedText>(of type: Text.Type) throws {
    for count in 0...Text.limit {
      let bytes = Array(repeating: UInt8(ascii: "x"), count: count)
      let text = String(decoding: bytes, as: UTF8.self)
      let whole = try #require(Text(text))
      #expect(whole.stableHash == text.stableHash && whole.description == text)
      for index in 0..<count {
        var other = bytes
        other[index] = UInt8(ascii: "y")
        let changed = try #require(other.withUnsafeBufferPointer { Text(utf8: $0) })
        #expect(changed != whole && !Text.isSameKey(changed, whole))
        #expect(changed.stableHash == String(decoding: other, as: UTF8.self).stableHash)
        #expect(Text.compareKeys(whole, changed) < 0 && whole < changed)
      }
    }
  }

  @Test("As a key it is what the same text is as a String")
  func keys() throws {
    for left in Self.texts {
      let first = try inline(left)
      #expect(first.stableHash == left.stableHash)
      for right in Self.texts {
        let second = try inline(right)
        #expect(InlineString.isSameKey(first, second) == String.isSameKey(left, right))
        #expect(
          InlineString.compareKeys(first, second).signum()
            == String.compareKeys(left, right).signum())
      }
    }
  }

  @Test("Numbers are read as from a String")
  func numbers() throws {
    for text in [
      "0", "7", "-1", "+12", "007", "9223372036854775807", "-9223372036854775808", "", "-", "+",
      "12a", " 1", "1 ", "9223372036854775808", "-9223372036854775809", "99999999999999999999",
      "255", "256", "12345678", "123456789", "1234567:", "/2345678", "-2345678", "1-2", "1\u{0}",
    ] {
      #expect(Int64(try inline(text)) == Int64(text), "\(text)")
      #expect(UInt8(try inline(text)) == UInt8(text), "\(text)")
      #expect(UInt64(try inline(text)) == UInt64(text), "\(text)")
      #expect(Int32(try inline(text)) == Int32(text), "\(text)")
    }
  }
}

/// Inline texts of any capacity.
private protocol BoundedText: FieldValue, Comparable, CustomStringConvertible {
  static var limit: Int { get }
  init?(_ text: String)
  init?(utf8: UnsafeBufferPointer<UInt8>)
}

extension InlineString: BoundedText {
  static var limit: Int { capacity }
}
