import Testing
import WeirCore
import WeirFormats

struct Event: Record, Equatable {
  var id = 0
  var name = ""
  var price = 0.0
  var time = EventTime.zero
  var tags: [String]? = nil
  var inner = OtherField()

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("id", &id)
    try field("name", &name)
    try field("price", &price)
    try field("time", &time)
    try field("tags", &tags)
    try field("inner", &inner)
  }
}

@Suite struct JSONMutationTests {
  static let lines = [
    #"{"id":1,"name":"a","price":1.5,"time":17}"#,
    #"{"id":-20,"name":"\u00e9\n€","price":-1e-7}"#,
    #"{"time":"2013-01-01T05:00:00Z","id":3}"#,
    #"{"tags":["x","y"],"inner":{"other":4}}"#,
    #"{"x":[1,{"y":null}],"id":9,"z":true}"#,
  ].map { Array($0.utf8) }

  /// Bytes that mean something to a JSON reader, more likely to get far than any byte.
  static let telling = Array("{}[]:,\"\\u0123456789eE+-.tfn \t\u{80}".utf8)

  @Test(
    "A million random mutations are each read or refused, none traps",
    arguments: [1, 2, 3, 4] as [UInt64])
  func mutations(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var good = 0
    var rejected = 0
    for round in 0..<250_000 {
      let line = Self.mutate(Self.lines[round % Self.lines.count], &random)
      do {
        let event = try JSON.decode(Event.self, from: line)
        good += 1
        if good % 16 == 0 {
          let again = try JSON.decode(Event.self, from: try JSON.encode(event))
          guard again == event else {
            Issue.record(
              "seed \(seed): \(String(decoding: line, as: UTF8.self)) does not come back")
            return
          }
          // What is accepted with its fields wanted is valid JSON, so it is accepted unwanted too.
          _ = try JSON.decode(Nothing.self, from: line)
        }
      } catch let error as WeirError where error.code == .malformedInput {
        rejected += 1
      }
    }
    #expect(good + rejected == 250_000)
    #expect(good > 1000)
    #expect(rejected > 1000)
    print("JSON mutations, seed \(seed): \(good) good + \(rejected) rejected = 250000")
  }

  static func mutate(_ line: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var line = line
    for _ in 0...Int(random.next() % 3) {
      let word = random.next()
      let place = Int(word >> 32) % max(1, line.count)
      let byte = telling[Int(word >> 16 & 0xFF) % telling.count]
      guard !line.isEmpty else {
        line.append(byte)
        continue
      }
      switch word % 6 {
      case 0: line[place] = UInt8(truncatingIfNeeded: word >> 8)
      case 1: line[place] = byte
      case 2: line.insert(byte, at: place)
      case 3: line.remove(at: place)
      case 4: line[place] ^= 1 << (word >> 8 & 7)
      default: if word >> 8 & 3 == 0 { line.removeSubrange(place...) }
      }
    }
    return line
  }
}
