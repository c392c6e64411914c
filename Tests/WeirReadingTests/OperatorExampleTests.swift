import Foundation
import Testing
import Weir
import WeirStorage
import WeirTestKit

/// The examples of the operators' pages do what the pages say, and stand there as they are here.
@Suite(.timeLimit(.minutes(10))) struct OperatorExampleTests {
  /// Keeps the job's directory until the test is over.
  private let test: JobTest

  init() throws {
    test = try JobTest(fileSystem: PosixFileSystem(), blocking: ThreadBlockingPool())
  }

  private func run<J: Job>(_ job: J) async throws -> StoresCut {
    try await test.run(job) { $0.parallelism = 2 }
    return try JobReader(
      dataDirectory: test.directory, job: J.name, environment: test.environment
    ).cut()
  }

  @Test("Every visit is located, none is unknown")
  func asyncMap() async throws {
    let cut = try await run(Countries())
    let visits = try cut.lines("visits-by-country").records(of: Countries.Visit.self)
    #expect(visits.count == 1_000)
    #expect(visits.allSatisfy { $0.country == ($0.address < 128 ? "NO" : "SE") })
    #expect(try cut.lines("unknown-visits").records(of: Countries.Visit.self).isEmpty)
  }

  @Test("Orders of known customers have their names, the others are left out")
  func lookupJoin() async throws {
    let orders = try await run(NamedOrders()).lines("orders-with-names")
      .records(of: NamedOrders.Order.self)
    #expect(orders.count == 500)
    #expect(orders.allSatisfy { $0.name == "customer \($0.customer)" })
  }

  @Test("Payments of countries without a limit, and above it, are reported")
  func broadcastState() async throws {
    let payments = try await run(Limits()).lines("above-limit").records(of: Limits.Payment.self)
    #expect(payments.filter { $0.cents > 500 }.count == 499)
  }

  @Test("Every price has a name")
  func broadcastJoin() async throws {
    let lines = try await run(Currencies()).lines("named-prices").records(of: String.self)
    #expect(lines.count == 1_000)
  }

  @Test("Each message comes once")
  func deduplicate() async throws {
    let cut = try await run(Messages())
    let messages = try cut.lines("messages-once").records(of: Messages.Message.self)
    #expect(messages.map(\.id).sorted() == Array(0..<250))
    #expect(try cut.lines("late-messages").records(of: Messages.Message.self).isEmpty)
  }

  @Test("The table holds the three best results of each player, by rank")
  func top() async throws {
    let rows = try await run(BestResults()).table("best-results", of: BestResults.Result.self).rows()
    let expected = ["anna", "bo"].flatMap { player in
      let parity: Int64 = player == "anna" ? 0 : 1
      let points = (Int64(0)..<1_000).filter { $0 % 2 == parity }.map { Int($0 * 7_919 % 1_000) }
      return points.sorted(by: >).prefix(3).enumerated().map { "\(player) \($0 + 1) \($1)" }
    }
    #expect(rows.map { "\($0.player) \($0.rank) \($0.points)" }.sorted() == expected.sorted())
  }

  @Test("The table holds the accounts that have something on them, and rows that were put are gone")
  func runningTables() async throws {
    let rows = try await run(Balances()).table("accounts", of: Balances.Entry.self).rows()
    #expect(rows.map { "\($0.account) \($0.cents)" } == ["3 10000"])
  }

  @Test("A hundred visitors come in every five minutes, and as many to each page")
  func distinctCounts() async throws {
    let rows = try await run(Visitors()).lines("visitors-of-five-minutes").records(of: [Int].self)
    #expect(rows.sorted { $0[0] < $1[0] } == [
      [0, 100, 100, 100], [300_000, 100, 100, 100], [600_000, 100, 100, 100],
      [900_000, 100, 34, 33],
    ])
  }

  @Test("Bookings of members have their names, the others are left out")
  func storedTables() async throws {
    _ = try await run(Members())
    var bookings = Bookings()
    bookings.directory = test.directory
    let lines = try await run(bookings).lines("named-bookings").records(of: String.self)
    let expected = (0..<1_000).map { $0 % 120 }.filter { $0 < 100 }
      .map { "\($0) is booked by member \($0)" }
    #expect(lines.sorted() == expected.sorted())
  }

  @Test("Ships of known length over a hundred metres are listed")
  func sources() async throws {
    var ships = LargeShips()
    ships.ships = "\(test.directory)/ships.csv"
    try "name,metres\nVasa,69\nTitanic,269\nArk,?\nBatillus,414\n"
      .write(toFile: ships.ships, atomically: true, encoding: .utf8)
    let large = try await run(ships).lines("large").records(of: LargeShips.Ship.self)
    #expect(large.map(\.name).sorted() == ["Batillus", "Titanic"])
  }

  @Test("Lines hold all readings, the table the newest ones, the index the places")
  func sinks() async throws {
    let cut = try await run(Sensors())
    #expect(try cut.lines("all-readings").lineCount() == 1_000)
    let newest = try cut.table("newest", of: Sensors.Reading.self).rows()
    #expect(newest.map(\.value) == Array(990..<1_000))
    #expect(try cut.search("places").search(SearchQuery("north")).total == 5)
  }

  @Test(
    "The example stands on its page",
    arguments: [
      "AsyncMap", "LookupJoin", "BroadcastState", "BroadcastJoin", "Deduplicate", "Top",
      "RunningTables", "DistinctCounts", "StoredTables", "Sources", "Sinks",
    ])
  func onPage(name: String) throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let root = tests.deletingLastPathComponent().deletingLastPathComponent()
    let example = try String(
      contentsOf: tests.appending(path: "Examples/\(name)Example.swift"), encoding: .utf8)
    let page = try String(
      contentsOf: root.appending(path: "Sources/Weir/Weir.docc/Operators/\(name).md"),
      encoding: .utf8)
    #expect(page.contains("```swift\n\(example)```\n"))
    #expect(example.split(separator: "\n", omittingEmptySubsequences: false).count <= 60)
  }
}
