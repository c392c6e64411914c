import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct Donation: Record {
  var cause = ""
  var cents = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("cause", &cause)
    try field("cents", &cents)
  }
}

func raisedSoFar(_ donations: DataStream<Donation>) -> DataStream<Donation> {
  donations.keyed(by: \.cause)
    .aggregate("raised", .sum(\.cents)) { cause, cents in Donation(cause: cause, cents: cents) }
}

/// The example of the page RunningAggregates.
struct RunningAggregatesExample {
  @Test("The example gives the sum so far with each donation")
  func example() throws {
    let harness = try OperatorHarness(raisedSoFar)
    try harness.push([
      Donation(cause: "otters", cents: 5), Donation(cause: "weirs", cents: 1),
      Donation(cause: "otters", cents: 2),
    ])
    #expect(harness.output.map(\.cents) == [5, 1, 7])
  }
}
