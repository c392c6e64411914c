/// Plots of what stands still: checkpoints and starts.
extension ReportPlots {
  var checkpoints: [Drawing] {
    let found = results.flatMap(\.checkpoints).filter { $0.interval > 0 }
    guard !found.isEmpty else { return [] }
    let keys = Set(found.map(\.keys)).sorted()
    // Both engines of an interval side by side.
    var series: [(engine: String, interval: Int)] = []
    for interval in Set(found.map(\.interval)).sorted(by: >) {
      for engine in Self.engines(found.map(\.engine)) { series.append((engine, interval)) }
    }
    func plot(
      _ title: String, _ unit: String, _ value: (CheckpointResult) -> Double,
      _ text: (CheckpointResult) -> String
    ) -> Drawing {
      let groups = keys.map { count in
        let bars = series.enumerated().compactMap { index, one in
          found.first {
            $0.keys == count && $0.engine == one.engine && $0.interval == one.interval
          }
          .map { BarPlot.Bar(series: index, value: max(0, value($0)), text: text($0)) }
        }
        return (name: "\(Numbers.count(count)) keys", bars: bars)
      }
      return BarPlot(
        title: title, unit: unit, series: series.map { "\($0.engine), \($0.interval) ms" },
        groups: groups
      ).drawing
    }
    return [
      plot("Pause of a sink around a barrier, median, by interval", "ms", { $0.pause.median }) {
        $0.pause.text(Numbers.short)
      },
      plot("Duration of a checkpoint, median, by interval", "ms", { $0.duration.median }) {
        $0.duration.text(Numbers.short)
      },
      plot("Throughput lost to checkpoints, by interval", "%", { $0.lost * 100 }) {
        "\(Numbers.percent($0.lost)) %"
      },
    ]
  }

  /// Until the first row, of every engine.
  var starts: [Drawing] {
    let found = results.flatMap(\.starts)
    guard !found.isEmpty else { return [] }
    let engines = Self.engines(found.map(\.engine))
    let kinds = [("startup", "start"), ("recovery", "kill -9 and restart")]
    let groups = kinds.compactMap { kind, name -> (name: String, bars: [BarPlot.Bar])? in
      let bars = engines.enumerated().compactMap { index, engine in
        found.first { $0.name == kind && $0.engine == engine }
          .map {
            BarPlot.Bar(
              series: index, value: $0.time.median, text: $0.time.text(Numbers.short))
          }
      }
      return bars.isEmpty ? nil : (name, bars)
    }
    return [
      BarPlot(
        title: "From the start, or from kill -9, to the first row, median", unit: "ms",
        series: engines, groups: groups
      ).drawing
    ]
  }

  /// Each name once, in the order in which they come.
  private static func engines(_ names: [String]) -> [String] {
    names.reduce(into: []) { seen, name in if !seen.contains(name) { seen.append(name) } }
  }
}
