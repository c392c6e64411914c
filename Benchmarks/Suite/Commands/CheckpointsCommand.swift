import Weir

/// `weir-bench checkpoints`: what checkpoints of a running sum's keys cost.
struct CheckpointsCommand: SuiteCommand {
  static let name = "checkpoints"
  static let usage =
    "[--peer] [--keys N,N…] [--intervals 1000,100] [--parallelism N] [--events N] [--repeat N]"
    + " [--output FILE]"

  private let keys: [Int]
  private let intervals: [Int]
  private let parallelism: Int
  private let events: Int
  private let runs: Int
  private let isWithPeer: Bool
  private let output: String?

  init(_ options: inout OptionList) throws {
    isWithPeer = options.flag("--peer")
    keys = try options.numbers("--keys") ?? [1000, 1_000_000, 10_000_000]
    intervals = try options.numbers("--intervals") ?? [1000, 100]
    parallelism = try options.number("--parallelism") ?? 1
    events = try options.number("--events") ?? 0
    runs = try options.number("--repeat") ?? 3
    output = try options.text("--output")
  }

  func run() async throws -> Bool {
    var results = SuiteResults(RunFacts.current())
    print(results.facts.text)
    for count in keys {
      let load = CheckpointLoad(keys: count, parallelism: parallelism, events: events)
      for result in try await measure(load) {
        results.checkpoints.append(result)
        print(Self.text(result))
      }
      // What is measured stays when a later number of keys is broken off.
      try results.write(to: output)
    }
    return true
  }

  private func measure(_ load: CheckpointLoad) async throws -> [CheckpointResult] {
    let all = [0] + intervals
    var weir = all.map { CheckpointMeasurement(load, interval: $0) }
    var flink = weir
    for number in 1...runs {
      // Another begins in each turn, so that none is always the first or the last.
      for place in all.indices {
        let index = (place + number - 1) % all.count
        let every = all[index] > 0 ? "every \(all[index]) ms" : "none"
        let what = "\(Numbers.count(load.keys)) keys, checkpoints \(every)"
        Progress.note("\(what): turn \(number) of \(runs), Weir")
        try await weir[index].addWeir()
        guard isWithPeer else { continue }
        Progress.note("\(what): turn \(number) of \(runs), Flink")
        try flink[index].addFlink()
      }
    }
    return all.indices.flatMap { index in
      let own = weir[index].result(engine: "weir", against: weir[0])
      return isWithPeer ? [own, flink[index].result(engine: "flink", against: flink[0])] : [own]
    }
  }

  static func text(_ result: CheckpointResult) -> String {
    let name = "\(result.engine), \(Numbers.count(result.keys)) keys"
    let speed = "\(result.speed.text(Numbers.millions)) M records/s"
    guard result.interval > 0 else { return "\(name), no checkpoints but the last: \(speed)" }
    let stop =
      result.engine == "weir" ? "" : " (\(result.stop.text(Numbers.short)) ms by its own count)"
    return "\(name), every \(result.interval) ms: \(speed),"
      + " \(Numbers.percent(result.lost)) % lost; \(result.checkpointCount) checkpoints of"
      + " \(Numbers.fixed(Double(result.byteCount) / 1e6, 2)) MB, pause"
      + " \(result.pause.text(Numbers.short)) ms\(stop), duration"
      + " \(result.duration.text(Numbers.short)) ms"
  }
}
