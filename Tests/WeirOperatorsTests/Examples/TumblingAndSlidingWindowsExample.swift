import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct Sale: Record {
  var shop = ""
  var cents = 0
  var time = EventTime.zero
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("shop", &shop)
    try field("cents", &cents)
    try field("time", &time)
  }
}

func turnoverSoFar(_ sales: DataStream<Sale>) -> DataStream<Sale> {
  sales.keyed(by: \.shop)
    .window(.cumulating(upTo: .days(1), every: .hours(1)))
    .aggregate("turnover", .sum(\.cents)) { shop, window, cents in
      Sale(shop: shop, cents: cents, time: window.end)
    }
}

/// The example of the page TumblingAndSlidingWindows.
struct TumblingAndSlidingWindowsExample {
  @Test("The example's turnover so far grows every hour and starts anew each day")
  func example() throws {
    let harness = try OperatorHarness(turnoverSoFar)
    func sell(_ cents: Int, at hours: Int64) throws {
      let time = EventTime.zero + .hours(hours)
      try harness.push(Sale(shop: "mill", cents: cents, time: time), at: time)
    }
    try sell(100, at: 1)
    try sell(50, at: 22)
    try sell(7, at: 24)
    try harness.advanceWatermark(to: .zero + .hours(25))
    let results = harness.output
    #expect(results.map(\.cents) == Array(repeating: 100, count: 21) + [150, 150, 7])
    #expect(results.last?.time == .zero + .hours(25))
  }
}
