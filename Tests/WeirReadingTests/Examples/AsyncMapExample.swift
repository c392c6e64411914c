import Weir

/// Asks a service for the country of each visit's address.
struct Countries: Job {
  static let name = "countries"

  struct Visit: Record {
    var address = 0
    var country = ""

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("address", &address)
      try field("country", &country)
    }
  }

  func define(on flow: JobBuilder) throws {
    let unknown = OutputTag<Visit>("unknown")
    let visits = flow.source(
      "visits",
      GeneratorSource(
        count: 1_000,
        SequenceGenerator { number in
          var visit = Visit()
          visit.address = Int(number) % 256
          return visit
        }))
    let located = visits.asyncMap(
      "locate", .unordered, capacity: 64, timeout: .seconds(30),
      retries: .exponential(3, base: .milliseconds(50)), failedTo: unknown
    ) { visit in
      var visit = visit
      visit.country = try await Self.country(of: visit.address)
      return visit
    }
    located.sink("visits-by-country", to: JSONLinesSink())
    located.sideOutput(unknown).sink("unknown-visits", to: JSONLinesSink())
  }

  /// Stands for a request over the network.
  static func country(of address: Int) async throws -> String {
    await Task.yield()
    return address < 128 ? "NO" : "SE"
  }
}
