import Weir

/// Reports payments above the limit of their country; limits may change while the job runs.
struct Limits: Job {
  static let name = "limits"

  struct Payment: Record {
    var country = ""
    var cents = 0

    init() {}
    init(_ country: String, _ cents: Int) { (self.country, self.cents) = (country, cents) }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("country", &country)
      try field("cents", &cents)
    }
  }

  struct Limiting: BroadcastFunction {
    func makeShared() -> [String: Int] { [:] }
    func update(_ limit: Payment, shared: inout [String: Int]) {
      shared[limit.country] = limit.cents
    }
    func process(
      _ payment: Payment, shared: [String: Int], context: RecordContext<Payment>
    ) {
      if payment.cents > shared[payment.country] ?? 0 { context.emit(payment) }
    }
  }

  func define(on flow: JobBuilder) throws {
    let limits = flow.source(
      "limits",
      GeneratorSource(count: 2, SequenceGenerator { Payment($0 == 0 ? "NO" : "SE", 500) }))
    flow.source(
      "payments",
      GeneratorSource(
        count: 1_000, SequenceGenerator { Payment($0 % 2 == 0 ? "NO" : "SE", Int($0)) })
    )
    .process("limiting", broadcasting: limits, Limiting())
    .sink("above-limit", to: JSONLinesSink())
  }
}
