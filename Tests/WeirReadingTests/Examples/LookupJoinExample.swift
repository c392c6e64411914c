import Weir

/// Adds the customer's name to each order.
struct NamedOrders: Job {
  static let name = "named-orders"

  struct Order: Record {
    var customer = 0
    var name = ""

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("customer", &customer)
      try field("name", &name)
    }
  }

  /// Stands for a database: only customers with even numbers are known.
  struct Customers: LookupTable {
    func row(for number: Int) async throws -> String? {
      await Task.yield()
      return number % 2 == 0 ? "customer \(number)" : nil
    }
  }

  func define(on flow: JobBuilder) throws {
    let orders = flow.source(
      "orders",
      GeneratorSource(
        count: 1_000,
        SequenceGenerator { number in
          var order = Order()
          order.customer = Int(number) % 10
          return order
        }))
    orders
      .lookupJoin(
        "customers", Customers(), on: \.customer, caching: .rows(10_000, for: .minutes(5)),
        .ordered, capacity: 64, timeout: .seconds(30), retries: .fixed(2, delay: .milliseconds(100))
      ) { order, name -> Order? in
        guard let name else { return nil }
        var order = order
        order.name = name
        return order
      }
      .sink("orders-with-names", to: JSONLinesSink())
  }
}
