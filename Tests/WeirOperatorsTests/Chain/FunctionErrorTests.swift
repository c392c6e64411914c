import Testing
import WeirCore
import WeirGraph
import WeirTestKit

/// A function of the job that throws fails the job with the operator's name; nothing else breaks.
struct FunctionErrorTests {
  private struct Refused: Error {}

  /// Refuses the third reading, behind two whose texts live on the heap.
  private static let readings = (0..<5).map { Reading("a key that needs memory \($0)", $0) }

  private static func check(_ reading: Reading) throws {
    if reading.value == 2 { throw Refused() }
  }

  private func expectFailure(
    of name: String?, _ define: (DataStream<Reading>) throws -> DataStream<Reading>
  ) throws {
    let harness = try OperatorHarness(define)
    let error = #expect(throws: WeirError.self) {
      try harness.push(Self.readings.map { ($0, at(0)) })
      try harness.advanceWatermark(to: at(100))
    }
    #expect(error?.code == .userFunction)
    #expect(error?.cause == "Refused()")
    if let name { #expect(error?.location.operatorID == name) }
  }

  @Test("map, filter, compactMap and flatMap pass on what their functions throw")
  func stateless() throws {
    try expectFailure(of: nil) {
      $0.map { reading in
        try Self.check(reading); return reading
      }
    }
    try expectFailure(of: nil) {
      $0.filter {
        try Self.check($0); return true
      }
    }
    try expectFailure(of: nil) {
      $0.compactMap { reading -> Reading? in
        try Self.check(reading); return reading
      }
    }
    try expectFailure(of: nil) {
      $0.flatMap { reading in
        try Self.check(reading); return [reading]
      }
    }
  }

  @Test("A running aggregate passes on what its key, combination and result throw")
  func running() throws {
    try expectFailure(of: "sum") { stream in
      stream.keyed(by: {
        try Self.check($0); return $0.key
      })
      .aggregate("sum", .sum(\.value)) { Reading($0, $1) }
    }
    try expectFailure(of: "sum") { stream in
      stream.keyed(by: { _ in "one key" })
        .reduce("sum") { _, reading in
          try Self.check(reading); return reading
        }
    }
    try expectFailure(of: "sum") { stream in
      stream.keyed(by: \.key).aggregate("sum", .sum(\.value)) { key, sum in
        let result = Reading(key, sum)
        try Self.check(result)
        return result
      }
    }
  }

  @Test("Windows pass on what their keys and results throw")
  func windows() throws {
    try expectFailure(of: "sum") { stream in
      stream.keyed(by: {
        try Self.check($0); return $0.key
      })
      .window(.tumbling(every: .seconds(1)))
      .aggregate("sum", .sum(\.value)) { key, _, sum in Reading(key, sum) }
    }
    for session in [true, false] {
      try expectFailure(of: "sum") { stream in
        let keyed = stream.keyed(by: \.key)
        let result: @Sendable (String, Window, Int) throws -> Reading = { key, _, sum in
          let result = Reading(key, sum)
          try Self.check(result)
          return result
        }
        return session
          ? keyed.window(.session(gap: .milliseconds(5)))
            .aggregate("sum", .sum(\.value), into: result)
          : keyed.window(.tumbling(every: .milliseconds(5)))
            .aggregate("sum", .sum(\.value), into: result)
      }
    }
  }

  @Test("An integer sum that leaves 64 bits is an error, not a trap")
  func overflow() throws {
    let harness = try OperatorHarness { (stream: DataStream<Reading>) in
      stream.keyed(by: \.key).aggregate("sum", .sum(\.value)) { Reading($0, $1) }
    }
    try harness.push([Reading("a", .max)])
    let error = #expect(throws: WeirError.self) { try harness.push([Reading("a", 1)]) }
    #expect(error?.code == .limit)
  }
}
