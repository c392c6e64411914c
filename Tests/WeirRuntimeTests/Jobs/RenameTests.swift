import Testing
import WeirCore
import WeirGraph
import WeirRuntime
import WeirTestKit

/// State goes where its name goes.
@Suite(.timeLimit(.minutes(10))) struct RenameTests {
  private let test: JobTest
  private let output = CollectedOutput<Total>()

  init() throws { test = try JobTest() }

  private static let script: [ScriptStep<Reading>] = (0..<6).map { .reading("a", at: $0 * 10) }

  /// What follows the source: event times, a running count, a window.
  private func count(
    _ readings: DataStream<Reading>, _ totals: (KeyedStream<String, Reading>) -> DataStream<Total>
  ) {
    totals(readings.eventTime(\.time, watermarks: .monotonous).keyed(by: \.key))
      .sink("out", to: CollectingSink(output))
  }

  /// Reads three records under the first names, and stops.
  private func firstRun(
    _ totals: @escaping @Sendable (KeyedStream<String, Reading>) -> DataStream<Total>
  ) async throws {
    let source = ScriptedSource([Array(Self.script.prefix(3))], isBounded: false)
    let runner = test.runner(ClosureJob { count($0.source("old source", source), totals) })
    let running = Running { try await runner.run() }
    try await output.waitForRecords(3)
    runner.stop()
    #expect(try await running.value.outcome == .stopped)
  }

  @Test("A renamed operator goes on with its state, a renamed source from its position")
  func renamed() async throws {
    try await firstRun { keyed in
      keyed.aggregate("old count", .count()) { Total($0, start: .zero, count: $1) }
    }
    let source = ScriptedSource([Self.script])
    try await test.run(
      ClosureJob { flow in
        count(flow.source("new source", source, was: "older source", "old source")) { keyed in
          keyed.aggregate("new count", .count(), was: "old count") {
            Total($0, start: .zero, count: $1)
          }
        }
      })
    #expect(output.records.map(\.count).sorted() == Array(1...6))
    #expect(output.violations == [])
  }

  @Test("A renamed window keeps what it had, and its watermark")
  func renamedWindow() async throws {
    try await firstRun { keyed in
      keyed.window(.tumbling(every: .milliseconds(10)), allowedLateness: .seconds(1))
        .aggregate("old window", .count()) { Total($0, start: $1.start, count: $2) }
        .union(keyed.aggregate("pace", .count()) { Total($0, start: .distantPast, count: $1) })
    }
    let source = ScriptedSource([Self.script])
    try await test.run(
      ClosureJob { flow in
        count(flow.source("new source", source, was: "old source")) { keyed in
          keyed.window(.tumbling(every: .milliseconds(10)), allowedLateness: .seconds(1))
            .aggregate("new window", .count(), was: "old window") {
              Total($0, start: $1.start, count: $2)
            }
            .union(keyed.aggregate("pace", .count()) { Total($0, start: .distantPast, count: $1) })
        }
      })
    let windows = output.records.filter { $0.start != .distantPast }.sorted()
    #expect(windows == (0..<6).map { Total("a", start: .zero + .milliseconds($0 * 10), count: 1) })
  }

  @Test("State that no operator takes is refused by its name", arguments: [true, false])
  func unclaimed(renamesSource: Bool) async throws {
    try await firstRun { keyed in
      keyed.aggregate("old count", .count()) { Total($0, start: .zero, count: $1) }
    }
    let source = ScriptedSource([Self.script])
    let job = ClosureJob { flow in
      let readings =
        renamesSource
        ? flow.source("new source", source)
        : flow.source("new source", source, was: "old source")
      count(readings) { keyed in
        renamesSource
          ? keyed.aggregate("old count", .count()) { Total($0, start: .zero, count: $1) }
          : keyed.aggregate("new count", .count()) { Total($0, start: .zero, count: $1) }
      }
    }
    await #expect { try await test.run(job) } throws: { error in
      guard let error = error as? WeirError, error.code == .incompatibleState else { return false }
      // Of a source, its position or the watermarks behind it may be met first.
      let name = renamesSource ? "old source" : "\"old count\""
      return error.message.contains(name) && error.message.contains("was:")
    }
    #expect(output.records.map(\.count).sorted() == [1, 2, 3])
  }
}
