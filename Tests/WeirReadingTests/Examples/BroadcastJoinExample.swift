import Weir

/// Adds the name of the currency to each price, from a small table that every subtask keeps.
struct Currencies: Job {
  static let name = "currencies"

  struct Currency: Record {
    var code = ""
    var name = ""

    init() {}
    init(_ code: String, _ name: String) { (self.code, self.name) = (code, name) }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("code", &code)
      try field("name", &name)
    }
  }

  func define(on flow: JobBuilder) throws {
    let currencies = flow.source(
      "currencies",
      GeneratorSource(
        count: 2,
        SequenceGenerator { $0 == 0 ? Currency("NOK", "krone") : Currency("EUR", "euro") }))
    flow.source("prices", GeneratorSource(count: 1_000, SequenceGenerator { Int($0) }))
      .broadcastJoin(
        "named", currencies, rowKey: \.code, on: { $0 % 2 == 0 ? "NOK" : "EUR" }
      ) { price, currency in
        "\(price) \(currency?.name ?? "of an unknown currency")"
      }
      .sink("named-prices", to: JSONLinesSink())
  }
}
