import WeirCore
import WeirGraph

struct ShopOrder: Record {
  var id = 0
  var cents = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("id", &id)
    try field("cents", &cents)
  }
}

struct Payment: Record {
  var order = 0
  var cents = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("order", &order)
    try field("cents", &cents)
  }
}

struct OrderPayment: Record {
  var order = 0
  var isPaid = false
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("order", &order)
    try field("paid", &isPaid)
  }
}

/// Whether each order was paid within half an hour.
func orderPayments(
  _ orders: DataStream<ShopOrder>, _ payments: DataStream<Payment>
) -> DataStream<OrderPayment> {
  orders.keyed(by: \.id)
    .leftIntervalJoin(
      "order-payments", with: payments.keyed(by: \.order), from: .zero, to: .minutes(30)
    ) { order, payment in OrderPayment(order: order.id, isPaid: payment != nil) }
}
