import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct Price: Record {
  var symbol = ""
  var cents = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("symbol", &symbol)
    try field("cents", &cents)
  }
}

func movingHighs(_ prices: DataStream<Price>) -> DataStream<Price> {
  prices.keyed(by: \.symbol)
    .window(.count(100, every: 10))
    .aggregate("highs", .max(\.cents)) { symbol, window, high in
      Price(symbol: symbol, cents: high ?? 0)
    }
}

/// The example of the page CountWindows.
struct CountWindowsExample {
  @Test("The example gives the highest of the last hundred prices after every ten")
  func example() throws {
    let harness = try OperatorHarness(movingHighs)
    try harness.push((0..<120).map { Price(symbol: "W", cents: $0 == 5 ? 900 : $0) })
    #expect(
      harness.output.map(\.cents) == Array(repeating: 900, count: 10) + [109, 119])
  }
}
