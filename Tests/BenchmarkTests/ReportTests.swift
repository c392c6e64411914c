import Foundation
import Testing

@testable import weir_bench

@Suite struct ReportTests {
  private var results: SuiteResults {
    var results = SuiteResults()
    results.facts.machine = "a <machine> & \"more\""
    for parallelism in [1, 2] {
      var row = ComparedRow()
      row.row = "sum-1k"
      row.parallelism = parallelism
      row.weir.speed = Spread(of: [30e6 * Double(parallelism)])
      row.other.speed = Spread(of: [10e6])
      row.ratio = 3
      row.target = 5
      results.compared.append(row)
      row.target = 0.5
      results.limits.append(row)
    }
    // Counted, it would lift the mean.
    var beside = ComparedRow()
    beside.row = "beside-1k"
    beside.isBeside = true
    (beside.weir.peakRSS, beside.other.peakRSS) = (10, 70)
    (beside.ratio, beside.memoryTarget) = (300, 10)
    results.compared.append(beside)
    var latency = LatencyResult()
    latency.rate = 100_000
    (latency.p50, latency.p99, latency.p999, latency.most) = (1000, 20_000, 300_000, 4_000_000)
    results.latencies = [latency]
    for keys in [1000, 1_000_000] {
      results.costs.append(CostPoint("keys", "sum", keys, Spread(of: [Double(keys) / 1000])))
      var checkpoint = CheckpointResult()
      checkpoint.keys = keys
      checkpoint.interval = 1000
      checkpoint.pause = Spread(of: [3])
      checkpoint.lost = 0.02
      results.checkpoints.append(checkpoint)
      checkpoint.engine = "flink"
      checkpoint.stop = Spread(of: [7])
      checkpoint.lost = 0.25
      results.checkpoints.append(checkpoint)
    }
    results.starts = [
      StartResult("startup", engine: "weir", keys: 1000, times: [8], peakRSS: 19_000_000),
      StartResult("startup", engine: "flink", keys: 1000, times: [4000], peakRSS: 400_000_000),
      StartResult("recovery", engine: "flink, worker", keys: 1000, times: [9000], peakRSS: 0),
    ]
    return results
  }

  @Test("The page is well-formed, loads nothing and has a plot for everything there is")
  func page() throws {
    let html = ReportPage(results: [results]).html
    let start = try #require(html.range(of: "<body>"))
    let end = try #require(html.range(of: "</body>"))
    let body = html[start.lowerBound..<end.upperBound].replacing("<br>", with: "<br/>")
    let parser = XMLWords(String(body))
    #expect(parser.problem == nil)
    #expect(parser.counts["svg"] == 11)
    #expect(!html.contains("src=") && !html.contains("href=") && !html.contains("@import"))
    #expect(html.contains("a &lt;machine&gt; &amp; &quot;more&quot;"))
    #expect(html.contains("prefers-color-scheme: dark"))
  }

  @Test("Nothing is drawn of nothing")
  func emptiness() {
    #expect(!ReportPage(results: [SuiteResults()]).html.contains("<svg"))
    #expect(ReportTables(results: [SuiteResults()]).all.isEmpty)
  }

  @Test("A table of Markdown has as many cells in every line, and the mean of each parallelism")
  func markdown() throws {
    let text = ReportTables(results: [results]).markdown
    #expect(text.contains("| geometric mean | 1 |  |  | 3.00 |"))
    #expect(text.contains("| geometric mean | 2 |  |  | 3.00 |"))
    let mean = try #require(text.range(of: "| geometric mean | 2 |"))
    let beside = try #require(text.range(of: "| beside-1k | 1 |"))
    #expect(mean.upperBound < beside.lowerBound)
    #expect(text.contains("| 1/7.00 | missed: RSS |"))
    for table in ReportTables(results: [results]).all {
      #expect(table.rows.allSatisfy { $0.count == table.columns.count }, "\(table.title)")
    }
  }

  @Test("Starts and checkpoints of both engines stand in the tables and the plots")
  func engines() {
    let text = ReportTables(results: [results]).markdown
    #expect(text.contains("| weir | 1 k | 1000 | 0.00 (0.00–0.00) | 2.0 | 3.00 (3.00–3.00) |  |"))
    #expect(
      text.contains(
        "| flink | 1 k | 1000 | 0.00 (0.00–0.00) | 25.0 | 3.00 (3.00–3.00) | 7.00 (7.00–7.00) |"))
    #expect(text.contains("| start, weir | 1 k | 8.00 (8.00–8.00) | 19 | 1 |"))
    #expect(text.contains("| kill -9 and restart, flink, worker | 1 k | 9000 (9000–9000) |  | 1 |"))
    let plots = ReportPlots(results: [results])
    #expect(plots.checkpoints.allSatisfy { $0.svg.contains(">flink, 1000 ms</text>") })
    #expect(plots.checkpoints.last?.svg.contains("1 k keys, flink, 1000 ms: 25.0 % %") == true)
    #expect(plots.starts.first?.svg.contains("start, flink: 4000 (4000–4000) ms") == true)
    #expect(plots.starts.first?.svg.contains("kill -9 and restart, flink: ") == false)
  }

  @Test("A logarithmic scale has a line at each power of ten, a linear one begins at nothing")
  func scales() {
    let decades = PlotScale([2, 0, 900], isLogarithmic: true, from: 0, to: 300)
    #expect(decades.ticks == [1, 10, 100, 1000])
    #expect(abs(decades.place(10) - 100) < 1e-9)
    let linear = PlotScale([3, 7], isLogarithmic: false, from: 300, to: 0)
    #expect(linear.most == 8 && linear.place(0) == 300 && linear.place(8) == 0)
    #expect(PlotScale([], isLogarithmic: false, from: 0, to: 1).most == 1)
  }
}

/// Whether the elements of a text close as they opened.
private struct XMLWords {
  private(set) var counts: [String: Int] = [:]
  private(set) var problem: String?

  init(_ text: String) {
    var open: [String] = []
    for match in text.matches(of: #/<(/?)([a-z0-9]+)[^<>]*?(/?)>/#) {
      let name = String(match.2)
      if match.1 == "/" {
        guard open.popLast() == name else {
          problem = "</\(name)> closes something else"
          return
        }
      } else {
        counts[name, default: 0] += 1
        if match.3 != "/" { open.append(name) }
      }
    }
    if !open.isEmpty { problem = "\(open) stay open" }
  }
}
