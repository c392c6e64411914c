import CallCounts
import Weir
import WeirRuntime
import WeirStorage
import WeirTestKit

/// What a checkpoint costs on the disk, in the mean over checkpoints in the middle of a run: a run
/// with more of them without one with fewer.
enum CheckpointCounters {
  private static let fewer = 5
  private static let more = 15

  /// What one run has cost.
  private struct Cost {
    var files = CountingFileSystem.Counts()
    /// What the process asked of the system besides, which is SQLite's.
    var otherSyncs = 0
    var otherBytes = 0
  }

  private enum Store: String, CaseIterable { case lines, table }

  /// - Parameter prefix: What the names must begin with.
  static func measure(_ prefix: String) async throws -> [Counter] {
    var counters: [Counter] = []
    for store in Store.allCases {
      for parallelism in [1, 2] {
        let name = "\(store.rawValue)-p\(parallelism)"
        guard name.hasPrefix(prefix) else { continue }
        let short = try await cost(store, parallelism, checkpoints: fewer)
        let long = try await cost(store, parallelism, checkpoints: more)
        func add(_ part: String, _ count: (Cost) -> Int) {
          let each = Double(count(long) - count(short)) / Double(more - fewer)
          counters.append(Counter(name: "\(name).\(part)", value: max(0, each)))
        }
        add("syncs", \.files.syncs)
        add("opens", \.files.opens)
        add("renames", \.files.renames)
        add("bytes", \.files.bytes)
        guard store == .table else { continue }
        add("sqlite-syncs", \.otherSyncs)
        add("sqlite-bytes", \.otherBytes)
      }
    }
    return counters
  }

  private static func cost(
    _ store: Store, _ parallelism: Int, checkpoints: Int
  ) async throws -> Cost {
    let files = CountingFileSystem()
    let test = try JobTest(fileSystem: files, clock: ManualClock(), blocking: ThreadBlockingPool())
    let input = SteppedInput(stepCount: checkpoints)
    let before = call_counts_now()
    let runner = test.runner(job(store, input)) { options in
      options.parallelism = parallelism
      options.checkpoints.interval = nil
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { _ = try await runner.run() }
      group.addTask { try await checkpoint(runner, input) }
      // The first that fails ends the other.
      while try await group.next() != nil {}
    }
    let after = call_counts_now()
    var cost = Cost()
    cost.files = files.counts
    cost.otherSyncs = Int(after.syncs - before.syncs) - cost.files.syncs
    cost.otherBytes = Int(after.written_bytes - before.written_bytes) - cost.files.bytes
    return cost
  }

  /// Takes a checkpoint after each step, and waits until the store has it.
  private static func checkpoint(_ runner: JobRunner, _ input: SteppedInput) async throws {
    for step in input.steps {
      try await step.reached.wait()
      let last = runner.progress().checkpoint.latest ?? 0
      runner.triggerCheckpoint()
      try await wait(runner) { ($0.latest ?? 0) > last && $0.phase.hasPrefix("done") }
      step.until.release()
    }
  }

  private static func job(_ store: Store, _ input: SteppedInput) -> ClosureJob {
    ClosureJob { flow in
      let totals = flow.source("readings", ScriptedSource([input.script]))
        .keyed(by: { $0.key })
        .aggregate("sum", Totals()) { key, total in total.of(key) }
      switch store {
      case .lines: totals.sink("out", to: JSONLinesSink())
      case .table: totals.sink("out", to: TableSink(key: \.key, partitions: 4))
      }
    }
  }

  private static func wait(
    _ runner: JobRunner, _ isThere: (JobProgress.CheckpointProgress) -> Bool
  ) async throws {
    while true {
      let progress = runner.progress()
      if isThere(progress.checkpoint) { return }
      if progress.state == "failed" {
        throw CounterError(progress.lastError ?? "the job has failed")
      }
      try await Task.sleep(for: .milliseconds(1))
    }
  }
}
