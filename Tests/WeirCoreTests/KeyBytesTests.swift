import Testing
import WeirCore

/// Short keys are hashed and compared without a buffer; nothing may tell.
@Suite struct KeyBytesTests {
  enum Kind: String, FieldValue {
    case view, purchase
    case none = ""
    case everything = "of all kinds there are"
  }

  struct Key: Record {
    var text = ""
    var kind = Kind.none
    var number: Int16? = nil
    var ratio = 0.0
    var list: [UInt8] = []

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("text", &text)
      try field("kind", &kind)
      try field("number", &number)
      try field("ratio", &ratio)
      try field("list", &list)
    }
  }

  static let keys: [Key] = {
    var keys: [Key] = []
    for count in [0, 1, 3, 4, 7, 8, 9, 16, 17, 31, 32, 33, 60, 100, 101, 102, 103, 104, 105, 300] {
      var key = Key()
      key.text = String(repeating: "é", count: count / 2) + (count % 2 == 0 ? "" : "a")
      keys.append(key)
      key.kind = [.view, .purchase, .everything][count % 3]
      keys.append(key)
      key.number = Int16(count)
      key.ratio = -0.0
      keys.append(key)
      key.list = Array(repeating: 7, count: count)
      keys.append(key)
    }
    return keys
  }()

  static func bytes(_ key: some FieldValue) throws -> [UInt8] {
    var encoder = BinaryEncoder()
    try key.encode(to: &encoder)
    return encoder.buffer.bytes()
  }

  /// 13 bytes in memory, and none of them are padding.
  struct Device: Record {
    var site: InlineString<1> = "north"
    var number: Int32 = 0
    var kind: Int8 = 0

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("site", &site)
      try field("number", &number)
      try field("kind", &kind)
    }
  }

  @Test("Keys that are compared as they stand in memory differ in every field")
  func bits() {
    let device = Device()
    var others = [device, device, device, device]
    others[0].site = "south"
    others[1].number = 1
    others[2].number = .min
    others[3].kind = -1
    #expect(Device.isSameKey(device, Device()))
    for other in others { #expect(!Device.isSameKey(device, other)) }
  }

  @Test("A key's hash is that of its bytes under the state codec, short or long")
  func hash() throws {
    for key in Self.keys {
      let bytes = try Self.bytes(key)
      #expect(key.stableHash == bytes.withUnsafeBytes { StableHash.hash($0) })
    }
    let names = ["b": 1, "a": 2]
    #expect(names.stableHash == (try Self.bytes(names)).withUnsafeBytes { StableHash.hash($0) })
  }

  @Test("Two keys are the same, and come one before the other, as their bytes are and do")
  func comparison() throws {
    for left in Self.keys {
      let first = try Self.bytes(left)
      for right in Self.keys {
        let second = try Self.bytes(right)
        let order =
          first == second ? 0 : first.lexicographicallyPrecedes(second) ? -1 : 1
        guard Key.compareKeys(left, right).signum() == order,
          Key.isSameKey(left, right) == (order == 0)
        else {
          Issue.record("\(left) and \(right)")
          return
        }
      }
    }
  }

  @Test("Keys that are equal and have other bytes are two keys")
  func exactness() {
    var (left, right) = (Key(), Key())
    right.ratio = -0.0
    #expect(!Key.isSameKey(left, right))
    left.ratio = -0.0
    left.text = "caf\u{e9}"
    right.text = "cafe\u{301}"
    #expect(!Key.isSameKey(left, right))
    // The same text in two places.
    left.text = String(repeating: "long ", count: 5)
    right.text = (0..<5).map { _ in "long " }.joined()
    #expect(Key.isSameKey(left, right))
  }
}
