import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct Invoice: Record {
  var customer = ""
  var cents = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("customer", &customer)
    try field("cents", &cents)
  }
}

/// Adds up what customers owe; credits are somebody else's work.
struct Debts: KeyedProcessFunction {
  static let credits = OutputTag<String>("credits")

  func process(
    _ invoice: Invoice, state: inout Int?, context: KeyedContext<String, Int>
  ) throws {
    guard invoice.cents >= 0 else {
      return try context.emit("\(context.key) gets \(-invoice.cents)", to: Self.credits)
    }
    state = (state ?? 0) + invoice.cents
    context.emit(state ?? 0)
  }
}

func debtsAndCredits(_ invoices: DataStream<Invoice>) -> DataStream<String> {
  let debts = invoices.keyed(by: \.customer)
    .process("debts", Debts(), sideOutputs: [Debts.credits])
  return debts.map { "owes \($0)" }.union(debts.sideOutput(Debts.credits))
}

/// The example of the page SideOutputs.
struct SideOutputsExample {
  @Test("The example's credits come out at the side")
  func example() throws {
    let harness = try OperatorHarness(debtsAndCredits)
    for cents in [500, -200, 100] {
      var invoice = Invoice()
      (invoice.customer, invoice.cents) = ("anna", cents)
      try harness.push([invoice])
    }
    #expect(harness.output == ["owes 500", "anna gets 200", "owes 600"])
  }
}
