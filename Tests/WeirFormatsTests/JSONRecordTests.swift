import Testing
import WeirCore
import WeirFormats

enum Kind: String, FieldValue { case bid, ask }

struct Inner: Record, Equatable {
  var name = ""
  var size = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("name", &name)
    try field("size", &size)
  }
}

struct Everything: Record, Equatable {
  var flag = false
  var tiny: Int8 = 0
  var count = 7
  var large: UInt64 = 0
  var ratio = 0.5
  var single: Float = 0
  var text = "default"
  var bytes = Bytes()
  var time = EventTime.zero
  var maybe: Int? = nil
  var kind = Kind.bid
  var inner = Inner()
  var list: [Inner] = []
  var byName: [String: Int] = [:]
  var byNumber: [Int: String] = [:]

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("flag", &flag)
    try field("tiny", &tiny)
    try field("count", &count)
    try field("large", &large)
    try field("ratio", &ratio)
    try field("single", &single)
    try field("text", &text)
    try field("bytes", &bytes)
    try field("time", &time)
    try field("maybe", &maybe)
    try field("kind", &kind)
    try field("inner", &inner)
    try field("list", &list)
    try field("byName", &byName)
    try field("byNumber", &byNumber)
  }

  static var sample: Everything {
    var sample = Everything()
    sample.flag = true
    sample.tiny = -128
    sample.count = .min
    sample.large = .max
    sample.ratio = 1e-7
    sample.single = 0.1
    sample.text = "a \"quoted\" \\ text\n\u{1}\u{7F} é 𝄞"
    sample.bytes = Bytes([0, 255, 7, 9])
    sample.time = EventTime(milliseconds: 1_436_918_400_010)
    sample.maybe = 3
    sample.kind = .ask
    sample.inner = Inner(name: "in", size: 2)
    sample.list = [Inner(name: "a", size: 1), Inner(name: "", size: -1)]
    sample.byName = ["b": 2, "a\n": 1, "": 0]
    sample.byNumber = [3: "c", -1: "x"]
    return sample
  }
}

func decode<Value: FieldValue>(_ type: Value.Type, _ text: String) throws -> Value {
  try JSON.decode(type, from: Array(text.utf8))
}

func encoded<Value: FieldValue>(_ value: Value, pretty: Bool = false) throws -> String {
  String(decoding: try JSON.encode(value, pretty: pretty), as: UTF8.self)
}

/// The error of a document that must be refused.
func refusal<Value: FieldValue>(_ type: Value.Type, _ text: String) -> WeirError? {
  #expect(throws: WeirError.self) { try decode(type, text) }
}

@Suite struct JSONRecordTests {
  @Test("A record comes back from its own text")
  func roundTrip() throws {
    let bytes = try JSON.encode(Everything.sample)
    #expect(try JSON.decode(Everything.self, from: bytes) == .sample)
    let pretty = try JSON.encode(Everything.sample, pretty: true)
    #expect(try JSON.decode(Everything.self, from: pretty) == .sample)
  }

  @Test("Fields are found in any order, among unknown ones, and with escaped keys")
  func order() throws {
    let value = try decode(
      Inner.self, #"{"x":{"size":1},"size":5,"y":[{"name":"no"}],"n\u0061me":"n","z":null}"#)
    #expect(value == Inner(name: "n", size: 5))
    #expect(try decode(Inner.self, #"{ "size" : 5 , "name" : "n" }"#) == Inner(name: "n", size: 5))
  }

  @Test(
    "A known key that comes twice is refused, wherever the two stand",
    arguments: [
      #"{"size":5,"name":"n","size":6}"#, #"{"name":"n","size":5,"name":"n"}"#,
      #"{"size":5,"size":6,"name":"n"}"#, #"{"name":"n","x":1,"size":5,"size":6}"#,
      #"{"size":5,"name":"n","\u0073ize":6}"#, #"{"\u0073ize":5,"name":"n","size":6}"#,
      #"{ "size" : 5 , "name" : "n" , "size" : 6 }"#, #"{"x":1,"name":"n","x":2,"size":5}"#,
    ])
  func repeated(_ text: String) {
    #expect(refusal(Inner.self, text)?.message == "the key stands twice in its object")
  }

  @Test("Fields are found behind more keys than the fast list holds")
  func manyKeys() throws {
    let keys = (0..<200).map { "\"k\($0)\":{\"name\":\($0)}" }.joined(separator: ",")
    let value = try decode(Inner.self, #"{"size":5,\#(keys),"name":"n"}"#)
    #expect(value == Inner(name: "n", size: 5))
    let error = refusal(Inner.self, #"{"size":5,\#(keys),"name":"n","size":6}"#)
    #expect(error?.message == "the key stands twice in its object")
  }

  @Test("A missing field keeps its default, and null is for optional fields")
  func missing() throws {
    let value = try decode(Everything.self, #"{"maybe":null}"#)
    #expect(value == Everything())
    #expect(
      refusal(Everything.self, #"{"count":null}"#)?.message
        == "field count: a number is expected, not null")
  }

  @Test(
    "Integers are exact",
    arguments: [
      ("127", 127), ("-128", -128), ("-0", 0), ("128", nil), ("-129", nil), ("1.0", nil),
      ("1e2", nil), ("1E2", nil), ("99999999999999999999999999", nil), ("\"1\"", nil), ("-", nil),
      ("01", nil), ("true", nil),
    ] as [(String, Int8?)])
  func tinyInteger(_ text: String, _ expected: Int8?) {
    #expect((try? decode(Int8.self, text)) == expected)
  }

  @Test("The ends of the 64-bit integers are read, what lies beyond is refused")
  func integerEnds() {
    #expect((try? decode(Int.self, "-9223372036854775808")) == .min)
    #expect((try? decode(Int.self, "9223372036854775807")) == .max)
    #expect((try? decode(Int.self, "9223372036854775808")) == nil)
    #expect((try? decode(Int.self, "-9223372036854775809")) == nil)
    #expect((try? decode(UInt64.self, "18446744073709551615")) == .max)
    #expect((try? decode(UInt64.self, "18446744073709551616")) == nil)
    #expect((try? decode(UInt64.self, "-1")) == nil)
    #expect((try? decode(UInt64.self, "28446744073709551616")) == nil)
    #expect((try? decode(UInt8.self, "255")) == 255)
    #expect((try? decode(UInt8.self, "256")) == nil)
  }

  @Test("Errors name the path of the field and the place in the document")
  func errorPlace() {
    let nested = refusal(Everything.self, #"{"inner":{"name":"a","size":"b"}}"#)
    #expect(nested?.message == "field inner.size: a number is expected, not a text")
    #expect(nested?.location.byteOffset == 28)
    let kind = refusal(Everything.self, #"{"kind":"buy"}"#)
    #expect(kind?.message == "field kind: \"buy\" is no case of Kind")
    #expect(refusal(Inner.self, #"{"a":1,"a":2}"#)?.location.byteOffset == 8)
    #expect(refusal(Int8.self, "300")?.message == "300 does not fit int8")
  }

  @Test("Dictionaries with texts as keys are objects in the order of their bytes, others are pairs")
  func dictionaries() throws {
    #expect(
      try encoded(["b": 1, "a b": 2, "a": 3, "a\n": 4])
        == #"{"a":3,"a\n":4,"a b":2,"b":1}"#)
    #expect(try encoded([2: "b"]) == #"[[2,"b"]]"#)
    #expect(try encoded([String: Int]()) == "{}")
    #expect(try encoded([Int: Int]()) == "[]")
    #expect(try decode([Int: String].self, #"[ [1,"a"], [2,"b"] ]"#) == [1: "a", 2: "b"])
    #expect(try decode([Kind: Int].self, #"{"bid":1}"#) == [.bid: 1])
    for text in [#"[[1,"a"],[1,"b"]]"#, #"[[1]]"#, #"[[1,"a",2]]"#, "[[]]", "[1]", "{}"] {
      #expect(throws: WeirError.self) { try decode([Int: String].self, text) }
    }
    for text in [#"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, #"{"a"}"#, #"[["a",1]]"#, "{1:1}"] {
      #expect(throws: WeirError.self) { try decode([String: Int].self, text) }
    }
  }

  @Test("Typed arrays nest 64 levels deep and no deeper")
  func typedDepth() throws {
    let error = refusal(Deep.self, Deep.text(65))
    #expect(error?.message.hasSuffix("nested deeper than 64 levels") == true)
    #expect(try decode(Deep.self, Deep.text(64)).depth == 64)
  }

  @Test("Bytes are base64 text")
  func base64() throws {
    for (text, bytes) in [
      ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"),
    ] {
      #expect(try decode(Bytes.self, "\"\(text)\"") == Bytes(Array(bytes.utf8)))
      #expect(try encoded(Bytes(Array(bytes.utf8))) == "\"\(text)\"")
    }
    #expect(try decode(Bytes.self, #""\u005ag==""#) == Bytes([0x66]))
    for text in [
      "Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm 9v", "Zm9-", "Zm9v\\n",
    ] {
      #expect(throws: WeirError.self) { try decode(Bytes.self, "\"\(text)\"") }
    }
  }

  @Test(
    "A record whose own code swallows an error is refused all the same",
    arguments: [
      #"{"name":1,"size":1}"#, #"{"size":1,"name":1}"#, #"{"x":tru,"name":"a","size":1}"#,
      #"{"size":1,"x":1,"x":1,"name":"a"}"#, #"{"name":1"#,
    ])
  func swallowed(_ text: String) throws {
    #expect(throws: WeirError.self) { try decode(Careless.self, text) }
  }

  @Test("Values inside the document are read without touching what lies behind it")
  func boundary() throws {
    // The text ends exactly at the end of the allocation; address checkers see any byte more.
    for text in ["12345678", "\"1234567\"", "[1,2,3,4]", "{\"v\":1}", "1.5e10", "true", "\"é\""] {
      let bytes = Array(text.utf8)
      for count in 0...bytes.count {
        let exact = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
        defer { exact.deallocate() }
        exact.copyBytes(from: bytes[0..<count])
        _ = try? JSON.decode(NumberField.self, from: UnsafeRawBufferPointer(exact))
        _ = try? JSON.decode(String.self, from: UnsafeRawBufferPointer(exact))
        _ = try? JSON.decode([Int].self, from: UnsafeRawBufferPointer(exact))
      }
    }
  }
}

/// Goes on after errors.
struct Careless: Record {
  var inner = Inner()
  mutating func fields(_ field: inout some FieldVisitor) throws {
    do { try field("name", &inner.name) } catch { inner.name = "?" }
    do { try field("size", &inner.size) } catch { inner.size = 0 }
  }
}

/// Arrays in arrays, read by hand because no schema describes them.
struct Deep: FieldValue {
  var depth = 0
  static var fieldType: FieldType { .array(.bool) }
  func encode(to encoder: inout some ValueEncoder) throws { try encoder.encodeArray([Bool]()) }
  static func decode(from decoder: inout some ValueDecoder) throws -> Deep {
    let inner = try decoder.decodeArray(of: Deep.self)
    return Deep(depth: (inner.map(\.depth).max() ?? 0) + 1)
  }
  static func text(_ depth: Int) -> String { JSONCase.nested(depth) }
}
