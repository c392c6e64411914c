import WeirCore
import WeirGraph
import WeirOperators
import WeirTestKit

/// The subtasks of one keyed operator: records go to the owner of their key, watermarks to all.
final class ParallelHarness<Output: FieldValue> {
  typealias Define = (DataStream<Reading>) throws -> DataStream<Output>

  private(set) var subtasks: [OperatorHarness<Reading, Output>] = []
  private let define: Define
  private let isInterrupted: Bool
  private var earlierCounters: [String: UInt64] = [:]
  private var earlierOutputs: [HarnessOutput<Output>] = []
  private var earlierLate: [Reading] = []

  /// - Parameter isInterrupted: whether work stops at every full batch until ``resume()``.
  init(parallelism: Int = 1, isInterrupted: Bool = false, _ define: @escaping Define) throws {
    self.define = define
    self.isInterrupted = isInterrupted
    try start(parallelism, from: [])
  }

  private func start(_ parallelism: Int, from snapshots: [HarnessSnapshot]) throws {
    subtasks = try (0..<parallelism).map { index in
      var setup = HarnessSetup(subtask: index, parallelism: parallelism)
      if isInterrupted {
        setup.outputBudget = 0
        setup.drainsByItself = false
      }
      return try OperatorHarness(setup: setup, restoring: snapshots, define)
    }
  }

  func push(_ records: [(record: Reading, time: EventTime)]) throws {
    var shares = Array(repeating: [(record: Reading, time: EventTime)](), count: subtasks.count)
    for (record, time) in records {
      let group = KeyGroup.index(ofHash: record.key.stableHash, count: 128)
      let owner = KeyGroupRange.owner(
        ofGroup: group, parallelism: subtasks.count, keyGroupCount: 128)
      shares[owner].append((record, time))
    }
    for (subtask, share) in zip(subtasks, shares) where !share.isEmpty { try subtask.push(share) }
  }

  func advanceWatermark(to watermark: EventTime) throws {
    for subtask in subtasks { try subtask.advanceWatermark(to: watermark) }
  }

  var isSuspended: Bool { subtasks.contains(where: \.isSuspended) }

  /// One step of each subtask that has work left.
  func resume() throws {
    for subtask in subtasks where subtask.isSuspended { try subtask.resume() }
  }

  func finish() throws { while isSuspended { try resume() } }

  /// Stops all subtasks where they are and goes on with others, from snapshots alone.
  func rescale(to parallelism: Int, sideOutput: OutputTag<Reading>? = nil) throws {
    let snapshots = try subtasks.map { try $0.snapshot() }
    earlierOutputs = takeAll()
    if let sideOutput { earlierLate = try takeSide(sideOutput) }
    for (name, value) in subtasks.flatMap(\.counters) { earlierCounters[name, default: 0] += value }
    try start(parallelism, from: snapshots)
  }

  func takeAll() -> [HarnessOutput<Output>] {
    defer { earlierOutputs = [] }
    return earlierOutputs + subtasks.flatMap { $0.takeOutputs() }
  }

  func takeRecords() -> [Output] { takeAll().compactMap(\.record) }

  func takeSide(_ tag: OutputTag<Reading>) throws -> [Reading] {
    defer { earlierLate = [] }
    return try earlierLate + subtasks.flatMap { try $0.sideOutput(tag) }
  }

  var counters: [String: UInt64] {
    subtasks.reduce(into: earlierCounters) { sum, subtask in
      for (name, value) in subtask.counters { sum[name, default: 0] += value }
    }
  }
}
