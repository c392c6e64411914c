import WeirCore
import WeirGraph

struct Customer: Record {
  var id = 0
  var name = ""
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("id", &id)
    try field("name", &name)
  }
}

struct Purchase: Record {
  var number = 0
  var customer = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("number", &number)
    try field("customer", &customer)
  }
}

struct NamedPurchase: Record {
  var number = 0
  var name: String?
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("number", &number)
    try field("name", &name)
  }
}

/// Purchases with the name of their customer, as soon as it is known.
func namedPurchases(
  _ purchases: DataStream<Purchase>, _ customers: DataStream<Customer>
) -> DataStream<Change<NamedPurchase>> {
  purchases.keyed(by: \.customer)
    .leftJoin(
      "named-purchases", with: customers.keyed(by: \.id), retention: .forever, uniqueOther: true
    ) { purchase, customer in NamedPurchase(number: purchase.number, name: customer?.name) }
}
