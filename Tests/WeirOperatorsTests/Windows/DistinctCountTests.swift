import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct DistinctCountTests {
  /// All bytes of a text collide with those of every other.
  private struct Colliding: FieldValue, Hashable {
    var text: String
    static var fieldType: FieldType { .string }
    func encode(to encoder: inout some ValueEncoder) throws { try encoder.encode(text) }
    static func decode(from decoder: inout some ValueDecoder) throws -> Colliding {
      Colliding(text: try decoder.decodeString())
    }
    var stableHash: UInt64 { 7 }
  }

  @Test("Different values are told apart although their hashes are equal")
  func collisions() throws {
    var values = DistinctValues<Colliding>()
    for text in ["a", "b", "a", "c", "b", "c"] { values.insert(Colliding(text: text)) }
    #expect(values.count == 3)
    var other = DistinctValues<Colliding>()
    for text in ["c", "d"] { other.insert(Colliding(text: text), classes: 2) }
    values.formUnion(other)
    #expect(values.count == 4)
    #expect(values.count(inClass: 0) == 3)
    #expect(values.count(inClass: 1) == 2)
  }

  @Test("Values and classes survive a checkpoint, and equal ones give equal bytes")
  func encoding() throws {
    func bytes(_ values: [Int]) throws -> [UInt8] {
      var distinct = DistinctValues<Int>()
      for value in values { distinct.insert(value, classes: 1 << UInt32(value % 3)) }
      var encoder = BinaryEncoder()
      try distinct.encode(to: &encoder)
      return encoder.withUnsafeBytes { Array($0) }
    }
    let written = try bytes(Array(0..<100))
    #expect(try written == bytes((0..<100).reversed() + [5, 5]))
    let read = try written.withUnsafeBytes { bytes in
      var decoder = BinaryDecoder(bytes)
      return try DistinctValues<Int>.decode(from: &decoder)
    }
    #expect(read.count == 100)
    #expect((0..<3).map { read.count(inClass: $0) } == [34, 33, 33])
  }

  @Test(
    "Sliding windows count what sets count, in every class, interrupted and rescaled",
    arguments: 0..<6)
  func windows(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    @Sendable func some(_ value: Int) -> Int? { value % 5 == 0 ? nil : value }
    @Sendable func byThree(_ value: Int) -> Int? { value % 3 == 2 ? nil : value % 3 }
    let engine = try ParallelHarness(parallelism: 1 + seed % 3) { stream in
      stream.keyed(by: \.key)
        .window(.sliding(size: .milliseconds(30), every: .milliseconds(10)))
        .aggregate(
          "distinct", .distinctCount { some($0.value) },
          .distinctCounts(\.value, classes: 2) { byThree($0.value) },
          .counts(classes: 2) { $0.value % 2 }
        ) { key, window, distinct, classes, counts in
          "\(key) \(window.start.milliseconds) \(distinct) \(classes) \(counts)"
        }
    }
    var values: [String: [Int]] = [:]
    for step in 0..<300 {
      let reading = Reading(["a", "b", "c"][step % 3], Int.random(in: 0..<20, using: &random))
      let time = Int64(step)
      try engine.push([(reading, at(time))])
      for start in [0, 10, 20].map({ time / 10 * 10 - $0 }) {
        values["\(reading.key) \(start)", default: []].append(reading.value)
      }
      if step == 150 { try engine.rescale(to: 2) }
      if step % 10 == 9 { try engine.advanceWatermark(to: at(time)) }
    }
    try engine.advanceWatermark(to: .distantFuture)
    let expected = values.map { place, values in
      let distinct = Set(values)
      let classes = [distinct.count] + (0..<2).map { rest in distinct.count { $0 % 3 == rest } }
      let counts = [values.count] + (0..<2).map { rest in values.count { $0 % 2 == rest } }
      return "\(place) \(distinct.count { $0 % 5 != 0 }) \(classes) \(counts)"
    }
    #expect(engine.takeRecords().sorted() == expected.sorted())
  }

  @Test("The first records of a window come in their order, of equal ones the earlier first")
  func top() throws {
    let harness = try OperatorHarness { (stream: DataStream<Reading>) in
      stream.keyed(by: { _ in 0 }).window(.tumbling(every: .milliseconds(10)))
        .aggregate("top", .top(2, by: { $0.value })) { _, _, top in top.map(\.key) }
    }
    try harness.push([("x", 1), ("y", 3), ("z", 3), ("w", 3)].map { (Reading($0, $1), at(0)) })
    try harness.endInput()
    #expect(harness.output == [["y", "z"]])
  }

  @Test("A class that was not announced is an error that says so")
  func unknownClass() throws {
    let harness = try OperatorHarness { (stream: DataStream<Reading>) in
      stream.keyed(by: \.key).window(.global)
        .aggregate("counts", .counts(classes: 2, by: { $0.value })) { _, _, counts in counts }
    }
    let error = #expect(throws: WeirError.self) { try harness.push([Reading("a", 2)]) }
    #expect(error?.message.contains("classes 0 to 1") == true)
  }
}
