import Weir

/// Keeps the members of a club in a table.
struct Members: Job {
  static let name = "members"

  struct Member: Record {
    var number = 0
    var name = ""

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("number", &number)
      try field("name", &name)
    }
  }

  func define(on flow: JobBuilder) throws {
    flow.source(
      "sign-ups",
      GeneratorSource(
        count: 100,
        SequenceGenerator { number in
          Member(number: Int(number), name: "member \(number)")
        })
    )
    .sink("members", to: TableSink(key: \.number, partitions: 4))
  }
}

/// Adds the member's name to each booking, from the table of the other job.
struct Bookings: Job {
  static let name = "bookings"
  var directory = "weir-data"

  mutating func parameters(_ parameter: inout some ParameterVisitor) throws {
    try parameter("members-data", &directory, help: "data directory of the job members")
  }

  func define(on flow: JobBuilder) throws {
    let members = StoredTable<Int, Members.Member>("members", ofJob: Members.name, in: directory)
    flow.source("bookings", GeneratorSource(count: 1_000, SequenceGenerator { Int($0) % 120 }))
      .lookupJoin(
        "names", members, on: { $0 }, caching: .rows(1_000, for: .seconds(10)), .unordered,
        capacity: 64, timeout: .seconds(30), retries: .exponential(5)
      ) { number, member in
        member.map { "\(number) is booked by \($0.name)" }
      }
      .sink("named-bookings", to: JSONLinesSink())
  }
}
