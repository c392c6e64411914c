import WeirCore
import WeirRuntime

/// How a run ended, for its last words.
struct RunReport: Record {
  var job = ""
  /// `finished`, `stopped` or `already complete`.
  var outcome = ""
  var checkpoint = ""
  var restarts = 0
  var stores: [Store] = []
  /// What operators counted that somebody should know of, for example late records or dead letters.
  var counts: [String: UInt64] = [:]

  /// Where a sink's results are.
  struct Store: Record {
    var sink = ""
    var directory = ""

    init() {}

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("sink", &sink)
      try field("directory", &directory)
    }
  }

  init() {}

  init(_ result: RunResult, job: String, operators: [JobProgress.OperatorProgress] = []) {
    self.job = job
    for progress in operators {
      for (name, count) in progress.counters where count > 0 {
        counts["\(progress.id) \(name)"] = count
      }
    }
    outcome =
      switch result.outcome {
      case .finished: "finished"
      case .stopped: "stopped"
      case .alreadyComplete: "already complete"
      }
    checkpoint = "\(result.checkpoint)"
    restarts = result.restartCount
    stores = result.stores.map { sink, directory in
      var store = Store()
      store.sink = sink
      store.directory = directory
      return store
    }
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("job", &job)
    try field("outcome", &outcome)
    try field("checkpoint", &checkpoint)
    try field("restarts", &restarts)
    try field("stores", &stores)
    try field("counts", &counts)
  }

  /// For people.
  /// - Parameters:
  ///   - followUps: The job's own commands that look at its results; without them there is one
  ///     for the first store.
  ///   - look: The command that shows a sink's results.
  func lines(followUps: [String] = [], look: (String) -> String) -> [String] {
    let place = checkpoint == "\(CheckpointID(0))" ? "" : " at \(checkpoint)"
    let after = restarts == 0 ? "" : " after \(restarts) restart\(restarts == 1 ? "" : "s")"
    let next = outcome == "stopped" ? "; run it again to go on from there" : ""
    var lines = ["\(job) \(outcome)\(place)\(after)\(next)"]
    for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
      lines.append("  \(name.replacing("_", with: " ")): \(count)")
    }
    guard let first = stores.first else { return lines }
    var table = TextTable([.left, .left])
    for store in stores { table.add("  \(store.sink)", store.directory) }
    lines += table.lines
    guard followUps.isEmpty else { return lines + ["look at them:"] + followUps.map { "  \($0)" } }
    lines.append("read \(stores.count == 1 ? "it" : "one") with: \(look(first.sink))")
    return lines
  }
}
