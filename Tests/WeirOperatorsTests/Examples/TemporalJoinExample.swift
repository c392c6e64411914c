import WeirCore
import WeirGraph

struct ForeignSale: Record {
  var currency = ""
  var amount = 0.0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("currency", &currency)
    try field("amount", &amount)
  }
}

struct Rate: Record {
  var currency = ""
  var euros = 0.0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("currency", &currency)
    try field("euros", &euros)
  }
}

/// What each sale was worth when it happened.
func turnover(_ sales: DataStream<ForeignSale>, _ rates: DataStream<Rate>) -> DataStream<Double> {
  sales.keyed(by: \.currency)
    .temporalJoin("turnover", asOf: rates.keyed(by: \.currency)) { sale, rate in
      sale.amount * rate.euros
    }
}
