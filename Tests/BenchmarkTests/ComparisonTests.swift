import Testing
import Weir

@testable import weir_bench

@Suite struct ComparisonTests {
  private func run(_ seconds: Double, checksum: String = "7", rss: Int64 = 10) -> EngineRun {
    var run = EngineRun()
    run.events = 1000
    run.seconds = seconds
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
    #expect(row.ratio == 6 && row.isMet && row.verdict == "met")
    #expect(row.memoryRatio == 30)
    #expect(self.row([run(1)], [run(4)]).verdict == "missed")
    #expect(self.row([run(1)], [run(1)], cores: 2).ratio == 0.5)
  }

  @Test("A row whose results differ is void and no faster than the other")
  func void() {
    let differs = row([run(1)], [run(10, checksum: "8")])
    #expect(differs.isVoid && !differs.isMet && differs.countedRatio == 1)
    let wavers = row([run(1), run(1, checksum: "8")], [run(10)])
    #expect(wavers.isVoid)
    let slow = row([run(10)], [run(1, checksum: "8")])
    #expect(slow.countedRatio == 0.1)
    let failed = ComparedRow(
      row: "sum-1k", parallelism: 1, events: 1000, target: 5, cores: 1, weir: [], other: [],
      failure: "it broke")
    #expect(failed.verdict == "VOID: it broke" && failed.countedRatio == 1)
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
      + "\"events\":50,\"seconds\":1.5,\"cpu_seconds\":2.5,\"count\":50,\"checksum\":\"18446744073709551615\","
      + "\"peak_rss_bytes\":4096}"
    let run = try JSON.decode(EngineRun.self, from: Array(text.utf8))
    #expect(run.checksum == String(UInt64.max) && run.parallelism == 2 && run.peakRSS == 4096)
    #expect(String(decoding: try JSON.encode(run), as: UTF8.self) == text)
    let more = text.replacing("\"count\"", with: "\"stream_seconds\":1.4,\"count\"")
    #expect(try JSON.decode(EngineRun.self, from: Array(more.utf8)) == run)
  }
}
