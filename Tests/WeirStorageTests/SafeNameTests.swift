import Testing
import WeirTestKit

@testable import WeirStorage

struct SafeNameTests {
  @Test(
    "The names are frozen",
    arguments: [
      ("", "p_"), (".", "p_%2e"), ("..", "p_%2e%2e"), ("../../x", "p_%2e%2e%2f%2e%2e%2fx"),
      ("/", "p_%2f"), ("abc-09_z", "p_abc-09_z"), ("ABC", "p_%41%42%43"), ("a b", "p_a%20b"),
      ("\0", "p_%00"), ("caf\u{e9}", "p_caf%c3%a9"), ("cafe\u{301}", "p_cafe%cc%81"),
      ("%", "p_%25"), ("p_", "p_p_"),
    ])
  func frozen(text: String, name: String) {
    #expect(SafeName.encode(text) == name)
    #expect(SafeName.decode(name) == Array(text.utf8))
  }

  @Test("Hostile, long and look-alike values get names that are safe and distinct")
  func hostile() {
    let long = String(repeating: "x", count: 300)
    let values = [
      "../../x", "", ".", "..", "/", "\0", "a\0b", "a", "A", "aa", "aA", "Aa", "AA", "%41",
      "%",
      "caf\u{e9}", "cafe\u{301}", "\u{212B}", "\u{C5}", "A\u{30A}", "~", "p_", " ", "\n", "-",
      "--x",
      long, long + "x", "X" + long, long.uppercased(), "con", "nul.txt", "a/../b", "a\\b", "*",
    ].map { Array($0.utf8) }
    let names = values.map { SafeName.encode($0) }
    #expect(Set(names.map { Array($0.lowercased().utf8) }).count == values.count)
    for name in names { #expect(Self.isSafe(name), "\(name)") }
  }

  @Test("300 bytes are cut to 200 and end in half of the SHA-256 of the whole")
  func long() {
    let bytes = Array(String(repeating: "y", count: 300).utf8)
    let hash = Hexadecimal.text(SHA256.digest(bytes).prefix(16))
    let name = SafeName.encode(bytes)
    #expect(name == "p_" + String(repeating: "y", count: 165) + "~" + hash)
    #expect(name.utf8.count == 200)
    #expect(SafeName.decode(name) == nil)
    let limit = Array(repeating: UInt8(ascii: "y"), count: 198)
    #expect(SafeName.decode(SafeName.encode(limit)) == limit)
    #expect(SafeName.decode(SafeName.encode(limit + [1])) == nil)
  }

  @Test("Random bytes: safe, back to the same bytes unless cut, and never shared", arguments: 1...8)
  func property(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var seen: [[UInt8]: [UInt8]] = [:]
    for _ in 0..<5_000 {
      let alphabet: ClosedRange<UInt8> = Bool.random(using: &generator) ? 0...255 : 0x2D...0x7E
      let isLong = Int.random(in: 0..<20, using: &generator) == 0
      let count = Int.random(in: 0...(isLong ? 400 : 8), using: &generator)
      let bytes = (0..<count).map { _ in UInt8.random(in: alphabet, using: &generator) }
      let name = SafeName.encode(bytes)
      if !Self.isSafe(name) { Issue.record("unsafe name \(name), seed \(seed)") }
      let decoded = SafeName.decode(name)
      if name.utf8.contains(UInt8(ascii: "~")) ? decoded != nil : decoded != bytes {
        Issue.record("\(name) does not lead back, seed \(seed)")
      }
      if let other = seen.updateValue(bytes, forKey: Array(name.utf8)), other != bytes {
        Issue.record("\(name) is shared, seed \(seed)")
      }
    }
  }

  @Test(
    "Names that were not made here lead to no bytes",
    arguments: [
      "", "p", "x", "a", "p_%", "p_%4", "p_%4G", "p_%2E", "p_%61", "p_A", "p_.", "p_a/b", "p_~",
      "p_%2", "q_a", "p_\u{e9}", "p_%%2e",
    ])
  func foreign(name: String) { #expect(SafeName.decode(name) == nil) }

  @Test("A chosen name stays readable where it is safe, and stays apart from encoded ones")
  func component() {
    #expect(SafeName.component("flights") == "flights")
    #expect(SafeName.component("word-count_2") == "word-count_2")
    #expect(SafeName.component("Flights") == "p_%46lights")
    #expect(SafeName.component("p_%46lights") == "p_p_%2546lights")
    #expect(SafeName.component("p_x") == "p_p_x")
    #expect(SafeName.component("-x") == "p_-x")
    #expect(SafeName.component("") == "p_")
    #expect(SafeName.component("..") == "p_%2e%2e")
  }

  private static func isSafe(_ name: String) -> Bool {
    let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789_-%~".utf8)
    return name.utf8.count <= 200 && name.utf8.starts(with: "p_".utf8)
      && name.utf8.allSatisfy { allowed.contains($0) }
  }
}
