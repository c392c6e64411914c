import Testing

@testable import weir_bench

/// The short version of `weir-bench state`. The gate makes the sizes the same in every run.
@Suite struct StateSizeTests {
  @Test(
    "What checkpoints store does not grow with the number of events",
    .timeLimit(.minutes(10)), arguments: StateWorkload.all.map(\.name))
  func bounded(_ name: String) async throws {
    let events = 300_000
    let (job, gate) = try StateWorkload(name: name).job(eventsPerSecond: 1000)
    let result = try await StateRun(events: events, step: 2500, parallelism: 2).run(job, gate)
    let trend = StateTrend(result.samples, events: events)
    #expect(result.samples.map(\.events) == Array(stride(from: 2500, through: events, by: 2500)))
    #expect(result.rows > 0)
    #expect(trend.second.mean > 1000)
    #expect(try #require(trend.ratio) <= StateTrend.limit)
  }

  @Test("State that a query keeps for ever is seen to grow")
  func growth() async throws {
    let (job, gate) = try StateWorkload(name: "q18").job(eventsPerSecond: 1000)
    let result = try await StateRun(events: 20_000, step: 1000, parallelism: 2).run(job, gate)
    let trend = StateTrend(result.samples, events: 20_000)
    #expect(try #require(trend.ratio) > 1.5)
    #expect(!trend.isBounded)
  }

  @Test("A checkpoint at a gate has one size, whatever else happens meanwhile")
  func determinism() async throws {
    var runs: [[Int64]] = []
    for _ in 0..<2 {
      let (job, gate) = try StateWorkload(name: "q11").job(eventsPerSecond: 1000)
      runs.append(
        try await StateRun(events: 20_000, step: 2000, parallelism: 2).run(job, gate).samples
          .map(\.bytes))
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0].count == 10)
  }

  @Test("State that doubles from the second quarter to the last is not bounded, nor is none at all")
  func trend() {
    let steady = (1...8).map { StateSample(events: $0 * 10, bytes: $0 % 2 == 0 ? 90 : 110) }
    let even = StateTrend(steady, events: 80)
    #expect(even.ratio == 1)
    #expect(even.isBounded)
    #expect((even.second.count, even.second.most, even.last.count) == (2, 110, 2))
    let growing = StateTrend(
      (1...8).map { StateSample(events: $0 * 10, bytes: Int64($0)) }, events: 80)
    #expect(growing.ratio == 7.5 / 3.5)
    #expect(!growing.isBounded)
    #expect(!StateTrend([], events: 80).isBounded)
  }
}
