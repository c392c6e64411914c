import Foundation
import Testing
import WeirRuntime

@testable import weir_bench

/// The rows against what their definition gives without any engine.
@Suite struct RowsTests {
  private struct Expected: Sendable {
    let row: String
    let events: Int
    let tally: Tally
  }

  /// From a program that shares nothing with the suite but the definition of the rows.
  private static let expected: [String: Expected] = {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appending(path: "Benchmarks/peers/check/expected-200000.txt")
    let lines = (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n") ?? []
    var expected: [String: Expected] = [:]
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 4, let events = Int(words[1]), let count = UInt64(words[2]),
        let checksum = UInt64(words[3])
      else { continue }
      expected[words[0]] = Expected(
        row: words[0], events: events, tally: Tally(count: count, checksum: checksum))
    }
    return expected
  }()

  private static let names = BenchmarkRows.all.map(\.name)

  /// The row that a row's result is defined by.
  private static func definition(_ row: BenchmarkRow) -> String {
    row.own == row.name ? row.peer : row.own
  }

  private static func expected(of name: String) throws -> Expected {
    try #require(expected[definition(try BenchmarkRows.named(name))])
  }

  @Test("Every row has an expected result, and every expected result a row")
  func isComplete() {
    #expect(Set(BenchmarkRows.all.map(Self.definition)) == Set(Self.expected.keys))
    #expect(Self.names.count == Set(Self.names).count)
  }

  @Test("Rows beside: String keys against the peer's texts, and what the peer has by hand")
  func peers() throws {
    let beside = BenchmarkRows.all.filter(\.isBeside).map { [$0.name, $0.own, $0.peer] }
    #expect(
      beside == [
        ["sum-string-1k", "sum-string-1k", "sum-text-1k"],
        ["tumbling-string-1k", "tumbling-string-1k", "tumbling-text-1k"],
        ["sliding-1k-by-hand", "sliding-1k", "sliding-1k-by-hand"],
        ["nexmark-q07-by-hand", "nexmark-q07", "nexmark-q07-by-hand"],
      ])
    for row in BenchmarkRows.all {
      let own = try BenchmarkRows.named(row.own)
      #expect(row.events == own.events, "\(row.name)")
    }
  }

  @Test("Every hand-written loop gives what the row's definition gives", arguments: names)
  func loops(name: String) throws {
    let expected = try Self.expected(of: name)
    let run = try RowRunner.loop(try BenchmarkRows.named(name), events: expected.events)
    #expect(run.tally == expected.tally)
  }

  @Test(
    "Every job gives what the row's definition gives", .timeLimit(.minutes(10)), arguments: names)
  func jobs(name: String) async throws {
    let expected = try Self.expected(of: name)
    let run = try await run(name, parallelism: 2, events: expected.events)
    #expect(run.tally == expected.tally)
    #expect(run.events == expected.events)
    #expect(run.seconds > 0)
  }

  @Test(
    "Every job gives the same at other parallelisms", .timeLimit(.minutes(10)), arguments: names,
    [1, 3])
  func parallelisms(name: String, parallelism: Int) async throws {
    let events = 20_000
    let loop = try RowRunner.loop(try BenchmarkRows.named(name), events: events)
    #expect(try await run(name, parallelism: parallelism, events: events).tally == loop.tally)
  }

  private func run(_ name: String, parallelism: Int, events: Int) async throws -> EngineRun {
    var settings = RowSettings()
    settings.parallelism = parallelism
    settings.events = events
    return try await RowRunner.engine(try BenchmarkRows.named(name), settings)
  }

  @Test("Checkpoints in between change nothing", .timeLimit(.minutes(10)))
  func checkpoints() async throws {
    let expected = try #require(Self.expected["tumbling-1k"])
    var settings = RowSettings()
    settings.parallelism = 2
    settings.events = expected.events
    settings.interval = .seconds(0.005)
    let run = try await RowRunner.engine(try BenchmarkRows.named("tumbling-1k"), settings)
    #expect(run.tally == expected.tally)
  }

  @Test("Sliding windows by hand agree with the engine for windows longer than all input")
  func longWindows() async throws {
    for seconds in [1, 3, 40] {
      var job = SlidingJob()
      job.seconds = seconds
      job.events = 5_500_000 / 100
      job.keys = 10
      let loop = job.handWritten()
      let run = try await RowRunner.engine(job, RunOptions())
      #expect(run.tally == loop, "\(seconds) s")
    }
  }
}

extension EngineRun {
  fileprivate var tally: Tally { Tally(count: count, checksum: UInt64(checksum) ?? 0) }
}
