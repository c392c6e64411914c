import Testing
import WeirCore
import WeirFormats

struct NumberField: Record, Equatable {
  var v = 0.0
  mutating func fields(_ field: inout some FieldVisitor) throws { try field("v", &v) }
}

struct TextField: Record, Equatable {
  var v = ""
  mutating func fields(_ field: inout some FieldVisitor) throws { try field("v", &v) }
}

struct OtherField: Record, Equatable {
  var other: Int? = nil
  mutating func fields(_ field: inout some FieldVisitor) throws { try field("other", &other) }
}

/// A document of one field `v`.
func field(_ value: [UInt8]) -> [UInt8] { Array(#"{"v":"#.utf8) + value + Array("}".utf8) }

func isAccepted<R: Record>(_ type: R.Type, _ document: [UInt8]) -> Bool {
  do {
    _ = try JSON.decode(type, from: document)
    return true
  } catch let error as WeirError {
    #expect(error.code == .malformedInput)
    #expect((error.location.byteOffset ?? .max) <= UInt64(document.count))
    return false
  } catch {
    Issue.record("\(error) is no WeirError")
    return false
  }
}

@Suite struct JSONConformanceTests {
  @Test("Every case has a name of its own, and there are at least 150")
  func table() {
    let all = JSONCase.numbers + JSONCase.texts + JSONCase.values + JSONCase.documents
    #expect(Set(all.map(\.name)).count == all.count)
    #expect(all.count >= 150)
    #expect(all.filter(\.isValid).count >= 50)
    print("JSON conformance: \(all.count) cases, \(all.filter(\.isValid).count) accepted")
  }

  @Test("A number that is wanted follows the grammar", arguments: JSONCase.numbers)
  func number(_ example: JSONCase) {
    #expect(isAccepted(NumberField.self, field(example.bytes)) == example.isValid)
  }

  @Test("A number that is skipped follows the grammar", arguments: JSONCase.numbers)
  func skippedNumber(_ example: JSONCase) {
    #expect(isAccepted(OtherField.self, field(example.bytes)) == example.isValid)
  }

  @Test("A text that is wanted follows the grammar", arguments: JSONCase.texts)
  func text(_ example: JSONCase) {
    #expect(isAccepted(TextField.self, field(example.bytes)) == example.isValid)
  }

  @Test("A text that is skipped follows the grammar", arguments: JSONCase.texts)
  func skippedText(_ example: JSONCase) {
    #expect(isAccepted(OtherField.self, field(example.bytes)) == example.isValid)
  }

  @Test("A key follows the grammar of texts", arguments: JSONCase.texts)
  func key(_ example: JSONCase) {
    let document = Array("{".utf8) + example.bytes + Array(":1}".utf8)
    #expect(isAccepted(OtherField.self, document) == example.isValid)
  }

  @Test("A value that is skipped follows the grammar", arguments: JSONCase.values)
  func skippedValue(_ example: JSONCase) {
    #expect(isAccepted(OtherField.self, field(example.bytes)) == example.isValid)
  }

  @Test("A whole document follows the grammar", arguments: JSONCase.documents)
  func document(_ example: JSONCase) {
    #expect(isAccepted(NumberField.self, example.bytes) == example.isValid)
  }

  @Test("Every byte is judged the same at every place of a text")
  func everyByteEverywhere() {
    for place in 0..<24 {
      for byte in UInt8.min...UInt8.max {
        var text = Array(repeating: UInt8(ascii: "x"), count: 24)
        text[place] = byte
        // A quote ends the text early, a backslash needs another letter, the rest is cut UTF-8.
        let isPlain = byte >= 0x20 && byte < 0x80 && byte != 0x22 && byte != 0x5C
        let isRight = isAccepted(TextField.self, field([0x22] + text + [0x22])) == isPlain
        guard isRight else {
          Issue.record("byte \(byte) at place \(place)")
          return
        }
      }
    }
  }

  @Test("A double is rounded correctly", arguments: JSONCase.doubles)
  func rounding(_ text: String, _ expected: Double) throws {
    let value = try JSON.decode(Double.self, from: Array(text.utf8))
    #expect(value.bitPattern == expected.bitPattern)
  }

  @Test("A number beyond the doubles is refused where it is wanted", arguments: JSONCase.infinities)
  func infinity(_ text: String) {
    #expect(!isAccepted(NumberField.self, field(Array(text.utf8))))
    #expect(isAccepted(OtherField.self, field(Array(text.utf8))))
  }

  @Test("Escapes mean what RFC 8259 says", arguments: JSONCase.meanings)
  func meaning(_ text: String, _ expected: String) throws {
    let value = try JSON.decode(String.self, from: Array(text.utf8))
    #expect(Array(value.utf8) == Array(expected.utf8))
  }
}
