import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct Bid: Record {
  var item = 0
  var cents = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("item", &item)
    try field("cents", &cents)
  }
}

func highest(_ bids: DataStream<Bid>) -> DataStream<Bid> {
  bids.keyed(by: \.item)
    .window(.tumbling(every: .hours(1)), allowedLateness: .minutes(5))
    .early(everyRecords: 100)
    .aggregate("highest", .max(\.cents)) { item, pane, high in
      Bid(item: item, cents: high ?? 0)
    }
}

extension Bid: Equatable {}

/// The example of the page Triggers.
struct TriggersExample {
  @Test("The example gives the highest bid after a hundred, at the hour's end and for late ones")
  func example() throws {
    let harness = try OperatorHarness(highest)
    for cents in 0..<150 { try harness.push(Bid(item: 1, cents: cents), at: .zero) }
    #expect(harness.output == [Bid(item: 1, cents: 99)])
    try harness.advanceWatermark(to: .zero + .hours(1))
    #expect(harness.output == [Bid(item: 1, cents: 149)])
    try harness.push(Bid(item: 1, cents: 500), at: .zero + .minutes(59))
    #expect(harness.output == [Bid(item: 1, cents: 500)])
  }
}
