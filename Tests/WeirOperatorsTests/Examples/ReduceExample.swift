import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct HighWater: Record {
  var river = ""
  var centimetres = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("river", &river)
    try field("centimetres", &centimetres)
  }
}

func highWaterMarks(_ levels: DataStream<HighWater>) -> DataStream<HighWater> {
  levels.keyed(by: \.river)
    .reduce("records") { $0.centimetres >= $1.centimetres ? $0 : $1 }
}

/// The example of the page Reduce.
struct ReduceExample {
  @Test("The example gives the highest level so far")
  func example() throws {
    let harness = try OperatorHarness(highWaterMarks)
    try harness.push([120, 90, 300].map { HighWater(river: "Aare", centimetres: $0) })
    #expect(harness.output.map(\.centimetres) == [120, 120, 300])
  }
}
