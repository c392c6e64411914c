import Testing
import Weir
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirJobs
@testable import weir_crash

/// Runs whole queries over the events of the official files and compares their results, sorted, with
/// those of Apache Flink.
@Suite struct NexmarkQueryTests {
  @Test(
    "Each query gives what Flink gives for events in order",
    arguments: reproducible, [1, 2, 4])
  func inOrder(_ query: String, _ parallelism: Int) async throws {
    try await check(query, NexmarkFile.all[0], parallelism)
  }

  @Test(
    "Each query gives what Flink gives for events out of order",
    arguments: reproducible)
  func outOfOrder(_ query: String) async throws {
    try await check(query, NexmarkFile.all[1], 2)
  }

  @Test(
    "Late events count as in Flink with a watermark after every event",
    arguments: ["nexmark-q05", "nexmark-q07", "nexmark-q08", "nexmark-q11"], [1, 2])
  func late(_ query: String, _ parallelism: Int) async throws {
    try await check(query, NexmarkFile.all[2], parallelism, batchLimit: 1)
  }

  @Test("Windows of the wall clock hold every bid once", arguments: [1, 2])
  func wallClock(_ parallelism: Int) async throws {
    let file = NexmarkFile.all[0]
    let lines = try await Self.run("nexmark-q12", file, parallelism)
    var totals: [Int: Int] = [:]
    for line in lines {
      let row = try JSON.decode(NexmarkQ12.Row.self, from: Array(line.dropLast()))
      totals[row.bidder, default: 0] += row.count
    }
    let canonical = totals.map { Array("{\"bidder\":\($0),\"bid_count\":\($1)}\n".utf8) }
    try Self.compare(Self.sorted(canonical), "q12-totals", file)
  }

  /// The queries whose results do not depend on the wall clock.
  private static let reproducible = NexmarkQueries.all.map { $0.name }.filter { $0 != "nexmark-q12" }

  private func check(
    _ name: String, _ file: NexmarkFile, _ parallelism: Int, batchLimit: Int = 0
  ) async throws {
    let lines = try await Self.run(name, file, parallelism, batchLimit: batchLimit)
    try Self.compare(lines, String(name.dropFirst("nexmark-".count)), file)
  }

  /// The result in its canonical form.
  private static func run(
    _ name: String, _ file: NexmarkFile, _ parallelism: Int, batchLimit: Int = 0
  ) async throws -> [[UInt8]] {
    let type = try #require(NexmarkQueries.all.first { $0.name == name })
    var query = type.init()
    query.input.count = Int(file.count)
    query.input.splitCount = 1
    query.input.batchLimit = batchLimit
    query.input.parameters = file.parameters
    let test = try JobTest()
    try await test.run(query) { options in
      options.parallelism = parallelism
      options.checkpoints.interval = .milliseconds(100)
    }
    return try lines(of: name, test)
  }

  private static func compare(
    _ lines: [[UInt8]], _ result: String, _ file: NexmarkFile
  ) throws {
    let expected = try #require(Expectation.all["\(file.name) \(result)"])
    #expect(lines.count == expected.rowCount)
    #expect(SHA256.hexadecimal(Array(lines.joined())) == expected.sha256)
  }

  private static func lines(of job: String, _ test: JobTest) throws -> [[UInt8]] {
    let paths = JobPaths(dataDirectory: test.directory, job: job)
    let reader = try LinesReader(
      directory: paths.store(of: OperatorID("result")), fileSystem: test.environment.fileSystem)
    var lines: [[UInt8]] = []
    try reader.forEachLine { line in
      lines.append(Array(line) + [UInt8(ascii: "\n")])
      return true
    }
    return sorted(lines)
  }

  private static func sorted(_ lines: [[UInt8]]) -> [[UInt8]] {
    lines.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// How many rows a query must give, and the hash of their sorted lines.
  private struct Expectation {
    let rowCount: Int
    let sha256: String

    /// By the name of the events and the query.
    static let all: [String: Expectation] = {
      let text = String(decoding: Fixture.bytes("nexmark-expected.tsv") ?? [], as: UTF8.self)
      var all: [String: Expectation] = [:]
      for line in text.split(separator: "\n").dropFirst() {
        let cells = line.split(separator: "\t").map(String.init)
        guard cells.count == 4, let rowCount = Int(cells[2]) else { continue }
        all["\(cells[0]) \(cells[1])"] = Expectation(rowCount: rowCount, sha256: cells[3])
      }
      return all
    }()
  }
}
