import Testing
import WeirCore
import WeirGraph
import WeirTestKit

/// The examples of the pages on joins do what the pages say.
struct JoinExampleTests {
  private typealias Both<Left: FieldValue, Right: FieldValue> = DataStream<Either<Left, Right>>

  private func minutes(_ count: Int64) -> EventTime { .zero + .minutes(count) }

  @Test("Temperatures above a limit are passed on while the limit holds")
  func connectedStreams() throws {
    let harness = try OperatorHarness { (both: Both<Limit, Temperature>) in
      overheating(both.compactMap { $0.left }, both.compactMap { $0.right })
    }
    try harness.push(.left(Limit(machine: "press", degrees: 80)), at: minutes(0))
    try harness.push(.right(Temperature(machine: "press", degrees: 79)), at: minutes(1))
    try harness.push(.right(Temperature(machine: "press", degrees: 81)), at: minutes(2))
    try harness.push(.right(Temperature(machine: "saw", degrees: 99)), at: minutes(2))
    #expect(harness.output.map(\.degrees) == [81])
    try harness.advanceWatermark(to: minutes(60))
    try harness.push(.right(Temperature(machine: "press", degrees: 85)), at: minutes(61))
    #expect(harness.output.isEmpty)
  }

  @Test("Each order says whether it was paid within half an hour")
  func intervalJoin() throws {
    let harness = try OperatorHarness { (both: Both<ShopOrder, Payment>) in
      orderPayments(both.compactMap { $0.left }, both.compactMap { $0.right })
    }
    try harness.push(.left(ShopOrder(id: 1, cents: 500)), at: minutes(0))
    try harness.push(.left(ShopOrder(id: 2, cents: 700)), at: minutes(0))
    try harness.push(.right(Payment(order: 1, cents: 500)), at: minutes(30))
    try harness.push(.right(Payment(order: 2, cents: 700)), at: minutes(31))
    #expect(harness.output.map(\.isPaid) == [true])
    try harness.advanceWatermark(to: minutes(30))
    let late = harness.output
    #expect(late.map(\.order) == [2])
    #expect(late.map(\.isPaid) == [false])
  }

  @Test("A purchase gets its name when its customer is known")
  func join() throws {
    let harness = try OperatorHarness { (both: Both<Purchase, Customer>) in
      namedPurchases(both.compactMap { $0.left }, both.compactMap { $0.right })
    }
    try harness.push(.left(Purchase(number: 7, customer: 1)), at: minutes(0))
    try harness.push(.right(Customer(id: 1, name: "anna")), at: minutes(5))
    try harness.push(.left(Purchase(number: 8, customer: 1)), at: minutes(9))
    let changes = harness.output
    #expect(changes.map(\.isRemoval) == [false, true, false, false])
    #expect(changes.map(\.row.number) == [7, 7, 7, 8])
    #expect(changes.map(\.row.name) == [nil, nil, "anna", "anna"])
  }

  @Test("A sale is worth what the rate of its time says")
  func temporalJoin() throws {
    let harness = try OperatorHarness { (both: Both<ForeignSale, Rate>) in
      turnover(both.compactMap { $0.left }, both.compactMap { $0.right })
    }
    try harness.push(.left(ForeignSale(currency: "NOK", amount: 100)), at: minutes(5))
    try harness.push(.left(ForeignSale(currency: "NOK", amount: 100)), at: minutes(15))
    try harness.push(.right(Rate(currency: "NOK", euros: 0.125)), at: minutes(10))
    try harness.push(.right(Rate(currency: "NOK", euros: 0.25)), at: minutes(0))
    try harness.endInput()
    #expect(harness.output == [25, 12.5])
  }

  @Test("New users are those with offers, and those without")
  func windowJoin() throws {
    let harness = try OperatorHarness { (both: Both<Registration, Offer>) in
      firstOffers(both.compactMap { $0.left }, both.compactMap { $0.right })
        .union(silentUsers(both.compactMap { $0.left }, both.compactMap { $0.right }))
    }
    try harness.push(.left(Registration(user: "anna")), at: minutes(0))
    try harness.push(.left(Registration(user: "bo")), at: minutes(1))
    try harness.push(.right(Offer(seller: "anna", item: "a lamp")), at: minutes(600))
    try harness.push(.right(Offer(seller: "bo", item: "a chair")), at: minutes(1_440))
    try harness.endInput()
    #expect(harness.output.sorted() == ["anna offers a lamp", "bo"])
  }

  @Test("New users' offers come as soon as two records are there")
  func earlyWindowJoin() throws {
    let harness = try OperatorHarness { (both: Both<Registration, Offer>) in
      earlyOffers(both.compactMap { $0.left }, both.compactMap { $0.right })
    }
    try harness.push(.left(Registration(user: "anna")), at: minutes(0))
    try harness.push(.right(Offer(seller: "anna", item: "a lamp")), at: minutes(600))
    #expect(harness.output == ["anna offers a lamp, result 0"])
    try harness.push(.right(Offer(seller: "anna", item: "a chair")), at: minutes(700))
    try harness.endInput()
    #expect(
      harness.output == ["anna offers a lamp, result 1", "anna offers a chair, result 1"])
  }
}
