import Weir

/// Keeps the balance of each account in a table; accounts with nothing on them are not in it.
struct Balances: Job {
  static let name = "balances"

  struct Entry: Record {
    var account = 0
    var cents = 0

    init() {}
    init(_ account: Int, _ cents: Int) { (self.account, self.cents) = (account, cents) }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("account", &account)
      try field("cents", &cents)
    }
  }

  func define(on flow: JobBuilder) throws {
    flow.source(
      "entries",
      GeneratorSource(
        count: 1_000, splitCount: 1,
        // Everything that is paid in is paid out again, but by account 3.
        SequenceGenerator { number in
          let account = Int(number) % 10
          return Entry(account, account == 3 || number < 500 ? 100 : -100)
        })
    )
    .keyed(by: \.account)
    .aggregateChanges("balances", .sum(\.cents), retention: .forever) { account, cents in
      cents == 0 ? nil : Entry(account, cents)
    }
    .sink("accounts", to: TableSink(key: \.account))
  }
}
