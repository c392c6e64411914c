import Testing
import WeirCore
import WeirGraph
import WeirTestKit

func allVisits(_ shop: DataStream<String>, _ site: DataStream<String>) -> DataStream<String> {
  shop.map { "\($0) in the shop" }.union(site.map { "\($0) on the site" })
}

/// The example of the page Union.
struct UnionExample {
  @Test("The example has the visits to both")
  func example() throws {
    let harness = try OperatorHarness { (visitors: DataStream<String>) in
      allVisits(visitors.filter { $0 < "m" }, visitors.filter { $0 >= "m" })
    }
    try harness.push(["anna", "zoe", "bo"])
    #expect(
      Set(harness.output) == ["anna in the shop", "bo in the shop", "zoe on the site"])
  }
}
