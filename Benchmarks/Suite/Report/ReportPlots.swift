/// The plots of a report, each from what there is; none where there is nothing.
struct ReportPlots {
  let results: [SuiteResults]

  /// Bars for each row, one plot for each parallelism.
  var comparisons: [Drawing] {
    bars(results.flatMap(\.compared), "Flink") { parallelism in
      "Throughput beside Flink, parallelism \(parallelism)"
    } text: { "\(Numbers.short($0.ratio)) ×" }
  }

  var limits: [Drawing] {
    bars(results.flatMap(\.limits), "hand-written loop, one thread") { parallelism in
      "Throughput beside the hand-written loop, parallelism \(parallelism)"
    } text: { "\(Numbers.short($0.costRatio)) by CPU time" }
  }

  private func bars(
    _ rows: [ComparedRow], _ other: String, title: (Int) -> String, text: (ComparedRow) -> String
  ) -> [Drawing] {
    Set(rows.map(\.parallelism)).sorted().map { parallelism in
      let groups = rows.filter { $0.parallelism == parallelism }.map { row in
        let note = row.isVoid ? "void" : text(row)
        return (
          name: row.row,
          bars: [
            BarPlot.Bar(
              series: 0, value: row.weir.speed.median / 1e6,
              text: "\(Numbers.short(row.weir.speed.median / 1e6)) (\(note))"),
            BarPlot.Bar(
              series: 1, value: row.other.speed.median / 1e6,
              text: Numbers.short(row.other.speed.median / 1e6)),
          ]
        )
      }
      return BarPlot(
        title: title(parallelism), unit: "M records/s", series: ["Weir", other], groups: groups
      ).drawing
    }
  }

  var latency: [Drawing] {
    let latencies = results.flatMap(\.latencies)
    guard !latencies.isEmpty else { return [] }
    typealias Rank = (name: String, value: (LatencyResult) -> UInt64)
    let ranks: [Rank] = [
      ("p50", \.p50), ("p99", \.p99), ("p99.9", \.p999), ("max", \.most),
    ]
    var series: [(name: String, points: [LinePlot.Point])] = []
    for engine in Set(latencies.map(\.name)).sorted(by: { $0.count < $1.count }) {
      let found = latencies.filter { $0.name == engine }
      // Of others the two that the targets are about, so that curves can be told apart.
      for rank in engine == "weir" ? ranks : Array(ranks.prefix(2)) {
        let points = found.map {
          LinePlot.Point(x: Double($0.rate), y: Double(rank.value($0)) / 1e6)
        }
        series.append((name: engine == "weir" ? rank.name : "\(engine), \(rank.name)", points))
      }
    }
    return [
      LinePlot(
        title: "Latency through one keyed edge", xName: "records a second",
        yName: "milliseconds", isLogarithmic: true, series: series
      ).drawing
    ]
  }

  /// What a record costs against keys and against windows.
  var costs: [Drawing] {
    let points = results.flatMap(\.costs)
    let axes = [("keys", "number of keys"), ("windows", "windows open per key")]
    return axes.compactMap { axis, name in
      var names: [String] = []
      for point in points where point.axis == axis && !names.contains(point.series) {
        names.append(point.series)
      }
      guard !names.isEmpty else { return nil }
      let series = names.map { name in
        (
          name: name,
          points: points.filter { $0.axis == axis && $0.series == name }.map {
            LinePlot.Point(
              x: Double($0.position), y: $0.cost.median, spread: ($0.cost.least, $0.cost.most))
          }
        )
      }
      return LinePlot(
        title: "Cost of a record against the \(name)", xName: name, yName: "ns a record",
        isLogarithmic: false, series: series
      ).drawing
    }
  }

  /// How many times as fast two subtasks are as one.
  var parallelism: [Drawing] {
    let rows = results.flatMap(\.limits) + results.flatMap(\.compared)
    var groups: [(name: String, bars: [BarPlot.Bar])] = []
    var seen: Set<String> = []
    for row in rows where row.parallelism == 1 && !row.isBeside && seen.insert(row.row).inserted {
      guard let two = rows.first(where: { $0.row == row.row && $0.parallelism == 2 }),
        row.weir.speed.median > 0
      else { continue }
      let gain = two.weir.speed.median / row.weir.speed.median
      groups.append((row.row, [.init(series: 0, value: gain, text: Numbers.short(gain))]))
    }
    guard !groups.isEmpty else { return [] }
    return [
      BarPlot(
        title: "Speed of two subtasks against one", unit: "×", series: ["Weir"], groups: groups
      ).drawing
    ]
  }
}
