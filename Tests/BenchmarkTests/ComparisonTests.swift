import Testing
import Weir

@testable import weir_bench

@Suite struct ComparisonTests {
  private func run(
    _ seconds: Double, checksum: String = "7", rss: Int64 = 10, cpu: Double = 0
  ) -> EngineRun {
    var run = EngineRun()
    run.events = 1000
    run.seconds = seconds
    run.cpuSeconds = cpu
    run.count = 3
    run.checksum = checksum
    run.peakRSS = rss
    return run
  }

  private func row(_ weir: [EngineRun], _ other: [EngineRun], cores: Int = 1) -> ComparedRow {
    ComparedRow(
      row: "sum-1k", parallelism: cores, events: 1000, target: 5, cores: cores, weir: weir,
      other: other)
  }

  @Test("A row's ratio is that of the medians, and memory's that of the peaks")
  func ratio() {
    let row = row([run(1), run(2), run(9)], [run(10, rss: 200), run(12, rss: 300), run(14)])
    #expect(row.ratio == 6 && row.verdict == "met")
    #expect(row.memoryRatio == 30)
    #expect(self.row([run(1)], [run(4)]).verdict == "missed: speed")
    #expect(self.row([run(1)], [run(1)], cores: 2).ratio == 0.5)
  }

  @Test("A row whose results differ is void and no faster than the other")
  func void() {
    let differs = row([run(1)], [run(10, checksum: "8")])
    #expect(differs.verdict == "VOID: results differ" && differs.countedRatio == 1)
    let wavers = row([run(1), run(1, checksum: "8")], [run(10)])
    #expect(wavers.isVoid)
    let slow = row([run(10)], [run(1, checksum: "8")])
    #expect(slow.countedRatio == 0.1)
  }

  @Test("A row that Weir fails at drags the mean down, one that the other fails at never lifts it")
  func failure() {
    var failed = row([run(1)], [run(10)])
    failed.void = "it broke"
    #expect(failed.verdict == "VOID: it broke" && failed.countedRatio == 1)
    failed.hasFailed = true
    #expect(failed.countedRatio == 0.01)
    var empty = row([], [])
    empty.hasFailed = true
    #expect(empty.countedRatio == 0.01)
  }

  @Test("A row that needs too much memory misses its target, whatever its speed")
  func memory() {
    var heavy = row([run(1, rss: 10)], [run(9, rss: 99)])
    #expect(heavy.verdict == "met")
    heavy.memoryTarget = 10
    #expect(heavy.verdict == "missed: RSS")
    var both = row([run(1, rss: 10)], [run(4, rss: 99)])
    both.memoryTarget = 10
    #expect(both.verdict == "missed: speed and RSS")
    var light = row([run(1, rss: 10)], [run(9, rss: 100)])
    light.memoryTarget = 10
    #expect(light.verdict == "met")
  }

  @Test("A limit is judged by CPU time, whatever the threads that it was spent on")
  func limit() {
    var limit = row([run(1, cpu: 4)], [run(8, cpu: 8)])
    #expect(limit.verdict == "met")
    limit.isByCost = true
    #expect(limit.costRatio == 2 && limit.verdict == "missed: CPU time")
    var other = row([run(8, cpu: 1)], [run(8, cpu: 8)])
    other.isByCost = true
    #expect(other.ratio == 1 && other.verdict == "met")
  }

  @Test("A peer's speed is that of its stream where it is known, and of the whole run where not")
  func stream() {
    var run = run(2)
    #expect(run.recordsPerSecond == 500)
    run.streamSeconds = 0.5
    #expect(run.recordsPerSecond == 2000)
  }

  @Test("A peer's latencies have its speed where it says it")
  func reached() throws {
    let line = #"{"engine":"flink","row":"latency","rate":10,"buffer_timeout_ms":0,"p50_ns":5}"#
    let unknown = try JSON.decode(LatencyResult.self, from: Array(line.utf8))
    #expect(unknown.p50 == 5 && unknown.bufferTimeout == 0 && unknown.reachedText == "unknown")
    let more = line.replacing("\"rate\"", with: "\"reached_per_second\":9.75,\"rate\"")
    #expect(try JSON.decode(LatencyResult.self, from: Array(more.utf8)).reached == 9.75)
  }

  @Test("Results come back from their file as they were")
  func file() throws {
    var results = SuiteResults()
    results.compared = [row([run(1)], [run(5)])]
    results.latencies = [LatencyResult(rate: 10, reached: 9.5, Histogram())]
    results.costs = [CostPoint("keys", "sum", 1000, Spread(of: [1, 2]))]
    let read = try JSON.decode(SuiteResults.self, from: try JSON.encode(results, pretty: true))
    #expect(read.compared == results.compared && read.latencies == results.latencies)
    #expect(read.costs == results.costs && read.facts == results.facts)
  }

  @Test("A run's line is what peers print: names, and the checksum as a text")
  func line() throws {
    let text =
      "{\"engine\":\"flink\",\"version\":\"2.3.0\",\"row\":\"sum-1k\",\"parallelism\":2,"
      + "\"events\":50,\"seconds\":1.5,\"stream_seconds\":1.25,\"cpu_seconds\":2.5,"
      + "\"count\":50,\"checksum\":\"18446744073709551615\",\"peak_rss_bytes\":4096}"
    let run = try JSON.decode(EngineRun.self, from: Array(text.utf8))
    #expect(run.checksum == String(UInt64.max) && run.parallelism == 2 && run.peakRSS == 4096)
    #expect(run.streamSeconds == 1.25 && run.recordsPerSecond == 40)
    #expect(String(decoding: try JSON.encode(run), as: UTF8.self) == text)
    let more = text.replacing("\"count\"", with: "\"slots\":1.4,\"count\"")
    #expect(try JSON.decode(EngineRun.self, from: Array(more.utf8)) == run)
  }
}
