import Testing
import WeirCore
import WeirGraph
import WeirRuntime
import WeirTestKit

/// Windows over whole streams, with triggers and behind each other, in whole jobs.
@Suite(.timeLimit(.minutes(10))) struct WindowJobTests {
  /// Three sources of different pace in one stream, the second with a crash.
  private func job(
    _ output: CollectedOutput<Total>, crashAt crash: Int? = nil,
    _ define: @escaping @Sendable (DataStream<Reading>) -> DataStream<Total>
  ) -> ClosureJob {
    let sources = (0..<3).map { index in
      ScriptedSource([Skewed.script(index, crashAt: index == 1 ? crash : nil)])
    }
    return ClosureJob { flow in
      let streams = sources.enumerated().map { index, source in
        flow.source("source-\(index)", source).eventTime(\.time, watermarks: .monotonous)
      }
      define(streams[0].union(streams[1]).union(streams[2]))
        .sink("totals", to: CollectingSink(output))
    }
  }

  /// What windows of one size over all readings hold.
  private static func totals(_ size: Int64) -> [Total] {
    var counts: [Int64: Int] = [:]
    for index in 0..<3 {
      for number in 0..<Skewed.count(index) {
        counts[Skewed.reading(index, number).time.milliseconds / size, default: 0] += 1
      }
    }
    return counts.map { Total("", start: EventTime(milliseconds: $0 * size), count: $1) }.sorted()
  }

  private static let overAll: @Sendable (DataStream<Reading>) -> DataStream<Total> = { stream in
    stream.windowAll(.tumbling(every: .milliseconds(100)))
      .aggregate("all", .count()) { Total("", start: $0.start, count: $1) }
  }

  @Test("Windows over a whole stream give the same at every parallelism", arguments: [1, 2, 4])
  func wholeStream(parallelism: Int) async throws {
    let output = CollectedOutput<Total>()
    try await JobTest().run(job(output, Self.overAll)) { $0.parallelism = parallelism }
    #expect(output.records.sorted() == Self.totals(100))
  }

  @Test("Windows over a whole stream give the same after a crash anywhere", arguments: [1, 3])
  func crashes(parallelism: Int) async throws {
    for at in stride(from: 5, to: Skewed.count(1), by: 17) {
      let output = CollectedOutput<Total>()
      let result = try await JobTest().run(job(output, crashAt: at, Self.overAll)) {
        $0.parallelism = parallelism
      }
      #expect(result.restartCount == 1)
      #expect(output.records.sorted() == Self.totals(100), "crash at \(at)")
      #expect(output.violations == [])
    }
  }

  @Test("The subtasks' shares of a window go on at another parallelism")
  func rescaled() async throws {
    let test = try JobTest()
    let output = CollectedOutput<Total>()
    let (reached, until) = (Latch(), Latch())
    let source = ScriptedSource<Reading>([
      [.reading("a", at: 10), .reading("b", at: 20), .pause(reached: reached, until: until)],
      [.reading("c", at: 30), .reading("d", at: 120)], [.reading("e", at: 40)],
    ])
    let job = ClosureJob { flow in
      Self.overAll(flow.source("readings", source).eventTime(\.time, watermarks: .monotonous))
        .sink("totals", to: CollectingSink(output))
    }
    let runner = test.runner(job) { $0.parallelism = 3 }
    let running = Running { try await runner.run() }
    try await reached.wait()
    runner.stop()
    _ = try await running.value
    until.release()
    try await test.run(job) { $0.parallelism = 2 }
    #expect(
      output.records.sorted() == [
        Total("", start: .zero, count: 4), Total("", start: EventTime(milliseconds: 100), count: 1),
      ])
  }

  @Test("The last results of early firing windows are those of plain ones, crash or not",
    arguments: [1, 3], [nil, 40])
  func earlyFiring(parallelism: Int, crash: Int?) async throws {
    let output = CollectedOutput<Total>()
    let job = job(output, crashAt: crash) { stream in
      stream.keyed(by: \.key).window(.tumbling(every: .milliseconds(Skewed.windowSize)))
        .early(everyRecords: 2)
        .aggregate("count", .count()) { key, pane, count in
          Total(key, start: pane.start, count: pane.timing == .onTime ? count : -count)
        }
    }
    try await JobTest().run(job) { $0.parallelism = parallelism }
    #expect(output.records.filter { $0.count > 0 }.sorted() == Skewed.totals)
    #expect(output.records.contains { $0.count < 0 })
  }

  @Test("SEMANTICS 6.6: windows of windows chain by the time end - 1, at every parallelism",
    arguments: [1, 3])
  func chained(parallelism: Int) async throws {
    let output = CollectedOutput<Total>()
    let job = job(output) { stream in
      stream.keyed(by: \.key)
        .window(.cumulating(upTo: .milliseconds(100), every: .milliseconds(20)))
        .aggregate("fine", .count()) { Total($0, start: $1.start, count: $2) }
        .keyed(by: \.key).window(.tumbling(every: .milliseconds(20)))
        .aggregate("last", .max(\.count)) { Total($0, start: $1.start, count: $2 ?? 0) }
        .windowAll(.tumbling(every: .milliseconds(100)))
        .aggregate("coarse", .max(\.count)) { Total("", start: $0.start, count: $1 ?? 0) }
    }
    try await JobTest().run(job) { $0.parallelism = parallelism }
    // The fullest key of each 100 ms: a key's last cumulating window has all its records.
    var greatest: [EventTime: Int] = [:]
    for total in Skewed.totals {
      greatest[total.start] = max(greatest[total.start] ?? 0, total.count)
    }
    #expect(
      output.records.sorted()
        == greatest.map { Total("", start: $0, count: $1) }.sorted())
  }
}
