import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct Ride: Record {
  var city = ""
  var metres = 0
  var tip: Int?
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("city", &city)
    try field("metres", &metres)
    try field("tip", &tip)
  }
}

func statistics(_ rides: DataStream<Ride>) -> DataStream<String> {
  rides.keyed(by: \.city)
    .window(.tumbling(every: .days(1)))
    .aggregate(
      "statistics", .count(where: { $0.tip != nil }), .average(\.tip), .max(\.metres)
    ) { city, day, tips, tip, longest in
      "\(city): \(tips) tips of \(tip ?? 0), at most \(longest ?? 0) m"
    }
}

/// The example of the page Aggregates.
struct AggregatesExample {
  @Test("The example's averages leave out what is not there")
  func example() throws {
    let harness = try OperatorHarness(statistics)
    for (metres, tip) in [(900, 2), (4_000, nil), (50, 4)] as [(Int, Int?)] {
      try harness.push(Ride(city: "Bern", metres: metres, tip: tip), at: .zero + .hours(1))
    }
    try harness.endInput()
    #expect(harness.output == ["Bern: 2 tips of 3.0, at most 4000 m"])
  }
}
