import Testing
import WeirCore
import WeirTestKit

struct StableHashTests {
  /// Computed by a second implementation. They stand in checkpoints: a change breaks every one.
  @Test(
    "The hashes of texts are frozen",
    arguments: [
      ("", 0x0000_0000_0000_0000), ("a", 0x247D_9940_35F3_69A5),
      ("flights", 0xCC7E_32C7_3531_BC4B), ("caf\u{e9}", 0x9848_ADDC_16AB_6023),
      ("cafe\u{301}", 0xC955_AAD3_A41E_7E66), ("0123456789abcdef", 0x1C16_FCB3_56C5_30E6),
      ("0123456789abcdefg", 0x4064_5C90_0EB1_5889),
      ("The quick brown fox jumps over the lazy dog", 0x7E51_615B_AF54_586C),
    ] as [(String, UInt64)])
  func texts(_ text: String, _ hash: UInt64) {
    #expect(text.stableHash == hash)
    #expect(Array(text.utf8).withUnsafeBytes { StableHash.hash($0) } == hash)
  }

  /// The definition, byte by byte.
  private func hash(_ bytes: [UInt8]) -> UInt64 {
    func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
      let product = a.multipliedFullWidth(by: b)
      return product.high ^ product.low
    }
    func word(_ bytes: some Sequence<UInt8>) -> UInt64 {
      bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    var hash = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
    for start in stride(from: 0, to: bytes.count, by: 16) {
      let block = bytes[start...].prefix(16)
      let factor: UInt64 = block.count == 16 ? 0xA076_1D64_78BD_642F : 0xE703_7ED1_A0B4_28DB
      hash = fold(word(block.prefix(8)) ^ factor, word(block.dropFirst(8)) ^ hash)
    }
    return fold(hash ^ 0x9E37_79B9_7F4A_7C15, 0xBF58_476D_1CE4_E5B9)
  }

  @Test("The hash of bytes of every length is the one that is defined", arguments: 0...64)
  func everyLength(_ count: Int) {
    var random = SeededGenerator(seed: UInt64(count))
    for _ in 0..<50 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(bytes.withUnsafeBytes { StableHash.hash($0) } == hash(bytes))
      // The bytes on both sides must not matter.
      let middle = [7] + bytes + [9]
      let inner = middle.withUnsafeBytes {
        StableHash.hash(UnsafeRawBufferPointer(rebasing: $0[1..<count + 1]))
      }
      #expect(inner == hash(bytes))
    }
  }

  @Test("Two texts are the same key when every byte is", arguments: 0...40)
  func sameKeys(_ count: Int) {
    let bytes = (0..<count).map { UInt8(ascii: "a") + UInt8($0 % 26) }
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(String.isSameKey(text, String(decoding: bytes, as: UTF8.self)))
    #expect(!String.isSameKey(text, text + "a") && !String.isSameKey("a" + text, text))
    for index in 0..<count {
      var other = bytes
      other[index] = UInt8(ascii: "-")
      #expect(!String.isSameKey(text, String(decoding: other, as: UTF8.self)))
    }
  }

  @Test(
    "The hashes of integers are frozen",
    arguments: [
      (0, 0xA035_E2CC_637F_5704), (1, 0x615A_395F_4058_AD5D), (-1, 0x2325_F2AB_7A7F_6494),
      (42, 0x4CAE_3AA3_25ED_07CE), (.max, 0x42F1_DED5_EDCA_9370),
    ] as [(Int, UInt64)])
  func integers(_ value: Int, _ hash: UInt64) {
    #expect(value.stableHash == hash)
    #expect(Int64(value).stableHash == hash)
    #expect(EventTime(milliseconds: Int64(value)).stableHash == hash)
  }

  @Test("A million neighbouring keys spread evenly over the key groups")
  func spread() {
    var counts = Array(repeating: 0, count: 128)
    for key in 0..<1_000_000 { counts[KeyGroup.index(ofHash: key.stableHash, count: 128)] += 1 }
    // 7,812 each on average; five standard deviations are 440.
    #expect(counts.allSatisfy { abs($0 - 7_812) < 440 })
  }

  @Test("Keys compare as their bytes do under the state codec")
  func order() {
    var random = SeededGenerator(seed: 7)
    let texts = (0..<60).map { _ in
      String(
        (0..<Int.random(in: 0...300, using: &random)).map { _ in
          ["a", "b", "\u{e9}", "e\u{301}"].randomElement(using: &random) ?? "a"
        }.joined().prefix(280))
    }
    let integers =
      (0..<60).map { _ in Int.random(in: .min ... .max, using: &random) } + [0, 1, -1, 256]
    check(texts)
    check(integers)
    check(integers.map { Int32(truncatingIfNeeded: $0) })
    check(integers.map { EventTime(milliseconds: Int64($0)) })
  }

  private func check<Key: FieldValue>(_ keys: [Key]) {
    for left in keys {
      for right in keys {
        let order = Key.compareKeys(left, right).signum()
        #expect(order == KeyBytes.compare(left, right).signum(), "\(left) and \(right)")
        #expect((order == 0) == Key.isSameKey(left, right), "\(left) and \(right)")
      }
    }
  }
}
