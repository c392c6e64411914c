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
    var rows = found.filter { !$0.isBeside }.map(Self.cells)
    for parallelism in Set(found.map(\.parallelism)).sorted() {
      let counted = found.filter { $0.parallelism == parallelism && !$0.isBeside }
        .map(\.countedRatio)
      guard let mean = GeometricMean.of(counted) else { continue }
      rows.append(
        [
          "geometric mean", "\(parallelism)", "", "", Numbers.hundredths(mean), "5.00", "", "", "",
          "", mean >= 5 ? "met" : "missed",
        ])
    }
    rows += found.filter(\.isBeside).map(Self.cells)
    return ReportTable(
      title: "Beside Flink",
      note: "Weir's time is that of the whole run. Flink's is that from the start of its first"
        + " source to the end of its last sink, without the deployment of tasks, where it is known:"
        + " in every row but clicks. Rows below the mean do not count in it.",
      columns: [
        "row", "p", "Weir, M records/s", "Flink, M records/s", "ratio", "target", "by CPU time",
        "Weir RSS, MB", "Flink RSS, MB", "RSS ratio", "",
      ], rows: rows)
  }

  private static func cells(_ row: ComparedRow) -> [String] {
    [
      row.row, "\(row.parallelism)", row.weir.speed.text { Numbers.short($0 / 1e6) },
      row.other.speed.text { Numbers.short($0 / 1e6) }, Numbers.hundredths(row.ratio),
      Numbers.short(row.target), Numbers.hundredths(row.costRatio),
      Numbers.megabytes(row.weir.peakRSS), Numbers.megabytes(row.other.peakRSS),
      "1/\(Numbers.short(row.memoryRatio))", row.verdict,
    ]
  }

  private var limits: ReportTable {
    ReportTable(
      title: "Beside the hand-written loop",
      note: "The loop runs on one thread. The target is one for the CPU time of a record, because a"
        + " job may have more threads than its parallelism; by time, the speed is divided by that.",
      columns: [
        "row", "p", "Weir, M records/s", "loop, M records/s", "by CPU time", "target",
        "by time and subtask", "",
      ],
      rows: results.flatMap(\.limits).map { row in
        [
          row.row, "\(row.parallelism)", row.weir.speed.text { Numbers.short($0 / 1e6) },
          row.other.speed.text { Numbers.short($0 / 1e6) }, Numbers.hundredths(row.costRatio),
          Numbers.hundredths(row.target), Numbers.hundredths(row.ratio), row.verdict,
        ]
      })
  }

  private var latencies: ReportTable {
    ReportTable(
      title: "Latency through one keyed edge, ms",
      columns: ["engine", "records/s", "came", "p50", "p99", "p99.9", "max"],
      rows: results.flatMap(\.latencies).map { result in
        [
          result.name, Numbers.count(result.rate), result.reachedText,
          Numbers.milliseconds(result.p50), Numbers.milliseconds(result.p99),
          Numbers.milliseconds(result.p999), Numbers.milliseconds(result.most),
        ]
      })
  }

  private var checkpoints: ReportTable {
    ReportTable(
      title: "Checkpoints of a running sum",
      note: "Each engine's loss is that against its own run without checkpoints. The pause is that"
        + " of a sink around a barrier, on both sides. Flink's own count has the longest wait for"
        + " other barriers and synchronous part of a subtask, in whole milliseconds; the rest of its"
        + " snapshots is written in the background. Its runs of 10 M keys are too short to reach all"
        + " of them: at parallelism 1 they reach 7 M.",
      columns: [
        "engine", "keys", "every, ms", "M records/s", "lost, %", "pause, ms", "own count, ms",
        "duration, ms", "MB", "seen",
      ],
      rows: results.flatMap(\.checkpoints).map { result in
        let isNone = result.interval == 0
        return [
          result.engine, Numbers.count(result.keys), isNone ? "none" : "\(result.interval)",
          result.speed.text { Numbers.short($0 / 1e6) },
          isNone ? "" : Numbers.percent(result.lost),
          isNone ? "" : result.pause.text(Numbers.short),
          isNone || result.engine == "weir" ? "" : result.stop.text(Numbers.short),
          isNone ? "" : result.duration.text(Numbers.short),
          result.byteCount > 0 ? Numbers.fixed(Double(result.byteCount) / 1e6, 2) : "",
          "\(result.checkpointCount)",
        ]
      })
  }

  private var starts: ReportTable {
    ReportTable(
      title: "Until the first row",
      note: "From the start of the process, or from kill -9 of the whole process and its restart in"
        + " the same moment. Flink's worker that stands by is the case that suits it best: one"
        + " process of a cluster is killed, and the others, the second worker among them, run"
        + " already.",
      columns: ["", "keys", "ms", "RSS, MB", "runs"],
      rows: results.flatMap(\.starts).map { result in
        [
          (result.name == "recovery" ? "kill -9 and restart" : "start") + ", \(result.engine)",
          Numbers.count(result.keys), result.time.text(Numbers.short),
          result.peakRSS > 0 ? Numbers.megabytes(result.peakRSS) : "", "\(result.runCount)",
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
