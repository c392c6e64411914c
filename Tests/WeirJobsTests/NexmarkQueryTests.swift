import Testing
import Weir
import WeirStorage
import WeirTestKit

@testable import WeirJobs
@testable import weir_bench

/// Runs whole queries over the events of the official files and compares their sorted results with
/// those of Apache Flink.
@Suite(.serialized, .timeLimit(.minutes(10))) struct NexmarkQueryTests {
  /// As the folders of expected results name them.
  private static let queries = (0...23).map { number in
    number == 12 ? "q12-totals" : "q\(number < 10 ? "0" : "")\(number)"
  }
  /// Those whose results would depend on the order of ties, were it not kept.
  private static let ordered = ["q09", "q18", "q19"]
  private static let late = ["q05", "q07", "q08", "q11"]

  @Test("Row counts and hashes of every query are there", arguments: NexmarkFile.all)
  func expectations(_ file: NexmarkFile) throws {
    let names = try file.expected().map(\.query)
    #expect(names == (file.name == "20k-late" ? Self.late : Self.queries))
  }

  @Test(
    "Each query gives what Flink gives for events in order, at every parallelism",
    arguments: queries, [1, 2, 4])
  func inOrder(_ query: String, _ parallelism: Int) async throws {
    try await check(query, NexmarkFile.all[0], parallelism)
  }

  @Test("Each query gives what Flink gives for events out of order", arguments: queries)
  func outOfOrder(_ query: String) async throws {
    try await check(query, NexmarkFile.all[1], 2)
  }

  @Test(
    "Ties are decided as in Flink for events out of order, at every parallelism",
    arguments: ordered, [1, 4])
  func ties(_ query: String, _ parallelism: Int) async throws {
    try await check(query, NexmarkFile.all[1], parallelism)
  }

  @Test(
    "Late events count as in Flink with a watermark after every event, at every parallelism",
    arguments: late, [1, 2, 4])
  func lateEvents(_ query: String, _ parallelism: Int) async throws {
    try await check(query, NexmarkFile.all[2], parallelism, isPunctuated: true)
  }

  @Test("The three-way join finds what nested loops find, once there is anything to find")
  func threeWayJoin() async throws {
    let file = NexmarkFile(
      name: "70k", count: 70_000, parameters: NexmarkParameters(outOfOrderGroupSize: 50),
      sha256: "")
    var persons: [Int: Person] = [:]
    var auctions: [Int: [Auction]] = [:]
    var bids: [Bid] = []
    var generator = file.generator
    while let event = generator.next() {
      switch event {
      case .person(let person): persons[person.id] = person
      case .auction(let auction): auctions[auction.seller, default: []].append(auction)
      case .bid(let bid): bids.append(bid)
      }
    }
    var rows: [[UInt8]] = []
    for bid in bids {
      guard let person = persons[bid.bidder] else { continue }
      for auction in auctions[bid.bidder] ?? [] {
        let row = NexmarkQ23.Row(bid: bid, person: person, auction: auction)
        rows.append(try JSON.encode(row) + [UInt8(ascii: "\n")])
      }
    }
    #expect(rows.count > 100)
    #expect(try await Self.run("q23", file, 2).lines == CanonicalTable(rows).lines)
  }

  @Test("A bid that is late for its window still meets the maximum, which does not stay for ever")
  func lateBidMeetsMaximum() {
    typealias Query = NexmarkQ07
    let function = Query.HighestBids()
    var rows: [Query.Row] = []
    let context = KeyedContext<Int, Query.Row>(key: 7, output: { row, _ in rows.append(row) })
    var state: Query.HighestBids.State?
    var (maximum, bid) = (Query.Maximum(), Bid())
    (maximum.price, maximum.windowEnd) = (7, EventTime(milliseconds: 10_000))
    (bid.price, bid.dateTime) = (7, EventTime(milliseconds: 9_999))
    function.processRight(maximum, state: &state, context: context)
    context.watermark = EventTime(milliseconds: 60_000)
    function.processLeft(bid, state: &state, context: context)
    #expect(rows.map(\.bid.dateTime) == [bid.dateTime])
    #expect(state?.bids.count == 0)
    let registered = context.timers.requests
    #expect(registered.count == 1)
    guard case .register(let timer) = registered.first else { return }
    function.onTimer(timer, state: &state, context: context)
    #expect(state == nil)
  }

  private func check(
    _ query: String, _ file: NexmarkFile, _ parallelism: Int, isPunctuated: Bool = false
  ) async throws {
    let expected = try #require(try file.expected().first { $0.query == query })
    let isTotals = query == "q12-totals"
    var table = try await Self.run(
      String(query.prefix(3)), file, parallelism, isPunctuated: isPunctuated)
    if isTotals { table = try table.bidTotals() }
    #expect(table.lines.count == expected.rowCount)
    #expect(table.sha256 == expected.sha256)
  }

  /// The result over generated events, in its canonical form.
  private static func run(
    _ query: String, _ file: NexmarkFile, _ parallelism: Int, isPunctuated: Bool = false
  ) async throws -> CanonicalTable {
    let type = try #require(NexmarkQueries.all.first { $0.name == "nexmark-\(query)" })
    var job = type.init()
    job.input.count = Int(file.count)
    job.input.splitCount = 1
    job.input.isPunctuated = isPunctuated
    job.input.parameters = file.parameters
    let (test, defined) = (try JobTest(), job)
    try await test.run(ClosureJob { try defined.define(on: $0) }) { options in
      options.parallelism = parallelism
      options.checkpoints.interval = .milliseconds(100)
    }
    return try CanonicalTable(
      LinesReader(
        directory: test.paths.store(of: OperatorID("result")),
        fileSystem: test.environment.fileSystem))
  }
}
