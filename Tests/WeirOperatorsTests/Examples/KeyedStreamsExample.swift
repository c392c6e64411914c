import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct TillSale: Record {
  var shop = ""
  var till = 0
  var cents = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("shop", &shop)
    try field("till", &till)
    try field("cents", &cents)
  }
}

/// What each till has taken so far.
func takings(_ sales: DataStream<TillSale>) -> DataStream<String> {
  sales
    .keyed(by: { "\($0.shop)/\($0.till)" })
    .aggregate("takings", .sum(\.cents)) { till, cents in "\(till): \(cents)" }
}

/// The example of the page KeyedStreams.
struct KeyedStreamsExample {
  @Test("The example keeps the tills of a shop apart")
  func example() throws {
    let harness = try OperatorHarness(takings)
    for (till, cents) in [(1, 100), (2, 5), (1, 20)] {
      var sale = TillSale()
      (sale.shop, sale.till, sale.cents) = ("mill", till, cents)
      try harness.push([sale])
    }
    #expect(harness.output == ["mill/1: 100", "mill/2: 5", "mill/1: 120"])
  }
}
