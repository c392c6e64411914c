import Synchronization
import Testing
import WeirCore
import WeirTestKit

@testable import WeirOperators

/// One after another: comparisons of keys are counted.
@Suite(.serialized)
struct KeyedTableTests {
  /// Random insertions, updates and removals against a dictionary.
  private func walk<Key: FieldValue, ID: Hashable>(
    seed: UInt64, range: KeyGroupRange, keys: [Key], id: (Key) -> ID
  ) throws {
    var random = SeededGenerator(seed: seed)
    let table = KeyedTable<Key, Int>(keyGroups: range)
    var model: [ID: Int] = [:]
    for step in 0..<6_000 {
      // Phases that mostly insert and phases that mostly remove, so that it grows and empties.
      let removes = (step / 1_000) % 2 == 1
      guard let key = keys.randomElement(using: &random) else { return }
      let hash = key.stableHash
      if Int.random(in: 0..<10, using: &random) < (removes ? 8 : 2) {
        #expect(table.remove(key, hash: hash) == (model.removeValue(forKey: id(key)) != nil))
      } else {
        table.findOrInsert(key, hash: hash) { 0 }.pointee += step
        model[id(key), default: 0] += step
      }
      try #require(table.count == model.count, "seed \(seed), step \(step)")
      if step % 250 == 0 { try check(table, model, keys, id, "seed \(seed), step \(step)") }
    }
    try check(table, model, keys, id, "seed \(seed), end")
    table.removeAll()
    #expect(table.isEmpty)
    #expect(table.nextOccupied(from: 0) == table.slotCount)
  }

  private func check<Key: FieldValue, ID: Hashable>(
    _ table: KeyedTable<Key, Int>, _ model: [ID: Int], _ keys: [Key], _ id: (Key) -> ID,
    _ place: Comment
  ) throws {
    for key in keys {
      try #require(table.find(key, hash: key.stableHash)?.pointee == model[id(key)], place)
    }
    var walked: [ID: Int] = [:]
    var slot = table.nextOccupied(from: 0)
    while slot < table.slotCount {
      walked[id(table.key(at: slot))] = table.value(at: slot).pointee
      slot = table.nextOccupied(from: slot + 1)
    }
    try #require(walked == model, place)
  }

  @Test("A table is restored in the order of its slots without looking along all that came before")
  func restoring() throws {
    let range = KeyGroupRange.all(keyGroupCount: 128)
    let table = KeyedTable<CountedKey, Int>(keyGroups: range)
    for number in 0..<20_000 {
      let key = CountedKey(number: number)
      _ = table.findOrInsert(key, hash: key.stableHash) { number }
    }
    let buffer = ByteBuffer()
    KeyedSchema<CountedKey, Int>.write(to: buffer)
    try table.encode(to: buffer)
    for (parallelism, subtask) in [(1, 0), (4, 2)] {
      let share = KeyGroupRange.share(
        ofSubtask: subtask, parallelism: parallelism, keyGroupCount: 128)
      let restored = KeyedTable<CountedKey, Int>(keyGroups: share)
      let before = CountedKey.comparisons.withLock { $0 }
      try buffer.bytes().withUnsafeBytes { bytes in
        var decoder = BinaryDecoder(bytes)
        let schema = try KeyedSchema<CountedKey, Int>(from: &decoder)
        try restored.decode(from: &decoder, keys: schema.keys, values: schema.values)
      }
      // One slot in 128 looks like the key's own.
      let comparisons = CountedKey.comparisons.withLock { $0 } - before
      #expect(comparisons < 2_000)
      let mine = (0..<20_000).filter { share.contains(hash: CountedKey(number: $0).stableHash) }
      #expect(restored.count == mine.count)
      #expect(restored.slotCount <= 4 * mine.count)
      for number in mine {
        let key = CountedKey(number: number)
        #expect(restored.find(key, hash: key.stableHash)?.pointee == number)
      }
    }
  }

  private static let ranges = [
    KeyGroupRange.all(keyGroupCount: 128), .share(ofSubtask: 2, parallelism: 7, keyGroupCount: 128),
    KeyGroupRange(lowerBound: 127, upperBound: 128, keyGroupCount: 128),
    .all(keyGroupCount: 1),
  ]

  @Test(
    "A table of integers agrees with a dictionary through growth and removal",
    arguments: [1, 2, 3] as [UInt64], ranges)
  func integers(seed: UInt64, range: KeyGroupRange) throws {
    let keys = (0..<20_000).filter { range.contains(hash: $0.stableHash) }.prefix(900)
    try walk(seed: seed, range: range, keys: Array(keys)) { $0 }
  }

  @Test(
    "A table of texts agrees with a dictionary of their bytes",
    arguments: [4, 5] as [UInt64], ranges)
  func texts(seed: UInt64, range: KeyGroupRange) throws {
    let keys = (0..<4_000).flatMap { ["caf\u{e9} \($0)", "cafe\u{301} \($0)"] }
      .filter { range.contains(hash: $0.stableHash) }.prefix(500)
    try walk(seed: seed, range: range, keys: Array(keys)) { Array($0.utf8) }
  }

  @Test("Texts that Swift calls equal are two keys when their bytes differ")
  func canonicalEquivalence() {
    let table = KeyedTable<String, Int>(keyGroups: .all(keyGroupCount: 128))
    let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}")
    #expect(composed == decomposed)
    table.findOrInsert(composed, hash: composed.stableHash) { 1 }.pointee += 0
    table.findOrInsert(decomposed, hash: decomposed.stableHash) { 2 }.pointee += 0
    #expect(table.count == 2)
    #expect(table.find(composed, hash: composed.stableHash)?.pointee == 1)
    #expect(table.find(decomposed, hash: decomposed.stableHash)?.pointee == 2)
  }

  /// Keys whose hashes are all the greatest there is, so that runs wrap around the table's end.
  private struct Colliding: Record {
    var number = 0
    init() {}
    init(_ number: Int) { self.number = number }
    mutating func fields(_ field: inout some FieldVisitor) throws { try field("number", &number) }
    var stableHash: UInt64 { .max }
  }

  @Test(
    "Keys that share one hash are told apart, also when some are removed", arguments: [50, 200])
  func collisions(count: Int) {
    let table = KeyedTable<Colliding, Int>(keyGroups: .all(keyGroupCount: 128))
    for index in 0..<count {
      table.findOrInsert(Colliding(index), hash: .max) { index }.pointee += 0
    }
    for index in stride(from: 0, to: count, by: 2) {
      #expect(table.remove(Colliding(index), hash: .max))
    }
    for index in 0..<count {
      let value = table.find(Colliding(index), hash: .max)?.pointee
      #expect(value == (index % 2 == 1 ? index : nil))
    }
    #expect(table.count == count / 2)
  }

  @Test("A large table is written in several sections, and restored without crowding")
  func sections() throws {
    let text = String(repeating: "x", count: 300)
    let table = KeyedTable<CountedKey, String>(keyGroups: .all(keyGroupCount: 128))
    for number in 0..<20_000 {
      let key = CountedKey(number: number)
      _ = table.findOrInsert(key, hash: key.stableHash) { text }
    }
    let written = try KeyedStateSection.encode(table, watermark: at(77))
    #expect(written.count > 1)
    let sections = written.map {
      RestoredSection(
        subtask: 0,
        section: StateSection(operatorID: OperatorID("t"), name: $0.name, bytes: $0.bytes))
    }
    let restored = KeyedTable<CountedKey, String>(keyGroups: .all(keyGroupCount: 128))
    let before = CountedKey.comparisons.withLock { $0 }
    #expect(try KeyedStateSection.decode(sections, into: restored) == at(77))
    #expect(CountedKey.comparisons.withLock { $0 } - before < 2_000)
    #expect(restored.count == 20_000)
    for number in 0..<20_000 {
      let key = CountedKey(number: number)
      #expect(restored.find(key, hash: key.stableHash)?.pointee == text)
    }
    var shares: [Int] = []
    for index in 0..<3 {
      let share = KeyedTable<CountedKey, String>(
        keyGroups: .share(ofSubtask: index, parallelism: 3, keyGroupCount: 128))
      #expect(try KeyedStateSection.decode(sections, into: share) == at(77))
      shares.append(share.count)
    }
    #expect(shares.allSatisfy { $0 > 5_000 })
    #expect(shares.reduce(0, +) == 20_000)
  }

  @Test("A table that outgrows the heap keeps its keys and values")
  func large() {
    let table = KeyedTable<Int, [String]>(keyGroups: .all(keyGroupCount: 128))
    for key in 0..<200_000 {
      _ = table.findOrInsert(key, hash: key.stableHash) { ["\(key)"] }
    }
    for key in stride(from: 0, to: 200_000, by: 2) {
      if let value = table.find(key, hash: key.stableHash) { table.remove(holding: value) }
    }
    table.shrink()
    #expect(table.count == 100_000)
    for key in 0..<200_000 {
      let value = table.find(key, hash: key.stableHash)?.pointee
      if value != (key % 2 == 0 ? nil : ["\(key)"]) { Issue.record("key \(key)") }
    }
  }

  @Test("What a table writes fills tables of other key groups, each key in one")
  func snapshot() throws {
    let table = KeyedTable<Int, Int>(keyGroups: .all(keyGroupCount: 128))
    for key in 0..<1_000 { table.findOrInsert(key, hash: key.stableHash) { key * 3 }.pointee += 0 }
    let bytes = try KeyedStateSection.encode(table, watermark: at(77))[0].bytes
    let section = RestoredSection(
      subtask: 0,
      section: StateSection(operatorID: OperatorID("t"), name: "keyed", bytes: bytes))
    var seen: [Int: Int] = [:]
    for index in 0..<3 {
      let part = KeyedTable<Int, Int>(
        keyGroups: .share(ofSubtask: index, parallelism: 3, keyGroupCount: 128))
      #expect(try KeyedStateSection.decode([section], into: part) == at(77))
      var slot = part.nextOccupied(from: 0)
      while slot < part.slotCount {
        #expect(seen.updateValue(part.value(at: slot).pointee, forKey: part.key(at: slot)) == nil)
        slot = part.nextOccupied(from: slot + 1)
      }
    }
    #expect(seen == Dictionary(uniqueKeysWithValues: (0..<1_000).map { ($0, $0 * 3) }))
  }
}

/// Counts how often keys are compared: a long search through a table looks at many.
private struct CountedKey: Record {
  static let comparisons = Mutex(0)

  var number = 0

  mutating func fields(_ field: inout some FieldVisitor) throws { try field("number", &number) }

  static func isSameKey(_ left: CountedKey, _ right: CountedKey) -> Bool {
    comparisons.withLock { $0 += 1 }
    return left.number == right.number
  }
}
