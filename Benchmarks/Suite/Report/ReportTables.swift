/// The tables of a report.
struct ReportTables {
  let results: [SuiteResults]

  var all: [ReportTable] {
    [compared, limits, latencies, checkpoints, starts, costs].filter { !$0.rows.isEmpty }
  }

  /// What stands in a document beside the page.
  var markdown: String {
    let facts = results.map { "    " + $0.facts.text.replacing("\n", with: "\n    ") }
    return (["# Results\n"] + all.map(\.markdown) + ["## How it was measured\n"] + facts)
      .joined(separator: "\n") + "\n"
  }

  private var compared: ReportTable {
    let found = results.flatMap(\.compared)
    var rows = found.map { row in
      [
        row.row, "\(row.parallelism)", row.weir.speed.text { Numbers.short($0 / 1e6) },
        row.other.speed.text { Numbers.short($0 / 1e6) }, Numbers.hundredths(row.ratio),
        Numbers.short(row.target), Numbers.hundredths(row.costRatio),
        Numbers.megabytes(row.weir.peakRSS),
        Numbers.megabytes(row.other.peakRSS), row.verdict,
      ]
    }
    for parallelism in Set(found.map(\.parallelism)).sorted() {
      let counted = found.filter { $0.parallelism == parallelism }.map(\.countedRatio)
      guard let mean = GeometricMean.of(counted) else { continue }
      rows.append(
        [
          "geometric mean", "\(parallelism)", "", "", Numbers.hundredths(mean), "5.00", "", "", "",
          mean >= 5 ? "met" : "missed",
        ])
    }
    return ReportTable(
      title: "Beside Flink",
      columns: [
        "row", "p", "Weir, M records/s", "Flink, M records/s", "ratio", "target", "by CPU time",
        "Weir RSS, MB",
        "Flink RSS, MB", "",
      ], rows: rows)
  }

  private var limits: ReportTable {
    ReportTable(
      title: "Beside the hand-written loop",
      columns: ["row", "p", "Weir, M records/s", "loop, M records/s", "per core", "target", ""],
      rows: results.flatMap(\.limits).map { row in
        [
          row.row, "\(row.parallelism)", row.weir.speed.text { Numbers.short($0 / 1e6) },
          row.other.speed.text { Numbers.short($0 / 1e6) }, Numbers.hundredths(row.ratio),
          Numbers.hundredths(row.target), row.verdict,
        ]
      })
  }

  private var latencies: ReportTable {
    ReportTable(
      title: "Latency through one keyed edge, ms",
      columns: ["engine", "records/s", "came", "p50", "p99", "p99.9", "max"],
      rows: results.flatMap(\.latencies).map { result in
        [
          result.name, Numbers.count(result.rate), Numbers.fixed(result.reached, 0),
          Numbers.milliseconds(result.p50), Numbers.milliseconds(result.p99),
          Numbers.milliseconds(result.p999), Numbers.milliseconds(result.most),
        ]
      })
  }

  private var checkpoints: ReportTable {
    ReportTable(
      title: "Checkpoints of a running sum",
      columns: [
        "keys", "every, ms", "M records/s", "lost, %", "pause, ms", "duration, ms", "MB", "seen",
      ],
      rows: results.flatMap(\.checkpoints).map { result in
        let isNone = result.interval == 0
        return [
          Numbers.count(result.keys), isNone ? "none" : "\(result.interval)",
          result.speed.text { Numbers.short($0 / 1e6) },
          isNone ? "" : Numbers.percent(result.lost),
          isNone ? "" : result.pause.text(Numbers.short),
          isNone ? "" : result.duration.text(Numbers.short),
          Numbers.fixed(Double(result.byteCount) / 1e6, 2), "\(result.checkpointCount)",
        ]
      })
  }

  private var starts: ReportTable {
    ReportTable(
      title: "Until the first row",
      columns: ["", "keys", "ms", "runs"],
      rows: results.flatMap(\.starts).map { result in
        [
          (result.name == "recovery" ? "kill -9 and restart" : "start") + ", \(result.engine)",
          Numbers.count(result.keys),
          result.time.text(Numbers.short), "\(result.runCount)",
        ]
      })
  }

  private var costs: ReportTable {
    ReportTable(
      title: "Cost of a record, ns",
      columns: ["curve", "against", "number", "ns"],
      rows: results.flatMap(\.costs).map { point in
        [point.series, point.axis, Numbers.count(point.position), point.cost.text(Numbers.short)]
      })
  }
}
