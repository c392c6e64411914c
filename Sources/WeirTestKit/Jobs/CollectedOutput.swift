import Synchronization
import WeirCore

/// The store behind a ``CollectingSink``. It lives in memory and outlives attempts and runners, and
/// notes whatever the engine must never do.
public final class CollectedOutput<Element: FieldValue>: Sendable {
  private struct State {
    var staged: [String: [Element]] = [:]
    var committed: [(segment: String, records: [Element])] = []
    var epochs: [CheckpointID] = []
    var violations: [String] = []
    var newestAttempt = Attempt(0)
    var failures: [WeirError] = []
    var watchers: [(count: Int, latch: Latch)] = []
    var adoptedCount = 0
    var released: CheckpointID?
    var status = StoreStatus()
  }
  private let state = Mutex(State())

  public init() {}

  /// Everything committed, in the order of commits.
  public var records: [Element] { state.withLock { $0.committed.flatMap(\.records) } }

  /// The epochs that were committed, in the order of their commits.
  public var epochs: [CheckpointID] { state.withLock { $0.epochs } }

  /// What the engine did and must not; empty in every test.
  public var violations: [String] { state.withLock { $0.violations } }

  /// How many epochs lagging appliers have adopted at the start of an attempt, altogether.
  public var adoptedCount: Int { state.withLock { $0.adoptedCount } }

  /// The newest release that was asked for.
  public var released: CheckpointID? { state.withLock { $0.released } }

  /// What the store's applier says of itself.
  public var status: StoreStatus {
    get { state.withLock { $0.status } }
    set { state.withLock { $0.status = newValue } }
  }

  /// How many segments are staged and not committed.
  public var stagedCount: Int { state.withLock { $0.staged.count } }

  /// Lets the next commits fail with these errors, one each.
  public func failCommits(with errors: [WeirError]) {
    state.withLock { $0.failures += errors }
  }

  /// Returns when so many records are committed.
  /// - Throws: `CancellationError` when the task is cancelled before.
  public func waitForRecords(_ count: Int) async throws {
    let latch = Latch()
    let isThere = state.withLock { state in
      let isThere = Self.recordCount(state) >= count
      if !isThere { state.watchers.append((count, latch)) }
      return isThere
    }
    if !isThere { try await latch.wait() }
  }

  private static func recordCount(_ state: State) -> Int {
    state.committed.reduce(0) { $0 + $1.records.count }
  }

  func begin(_ attempt: Attempt) {
    state.withLock { $0.newestAttempt = max($0.newestAttempt, attempt) }
  }

  func stage(_ records: [Element], as segment: String, by attempt: Attempt) throws {
    try state.withLock { state in
      if attempt < state.newestAttempt {
        state.violations.append("\(attempt) staged \(segment) after \(state.newestAttempt) began")
        throw WeirError(.unusableCheckpoint, "a newer attempt owns the store", isRetriable: false)
      }
      if state.staged.updateValue(records, forKey: segment) != nil {
        state.violations.append("\(segment) was staged twice")
      }
    }
  }

  func apply(_ commit: EpochCommit, hasManifest: Bool) throws {
    let reached = try state.withLock { state in
      if !state.failures.isEmpty { throw state.failures.removeFirst() }
      if !hasManifest { state.violations.append("\(commit.epoch) committed without a manifest") }
      if let last = state.epochs.last, commit.epoch > last, commit.previous != [0: last] {
        state.violations.append("\(commit.epoch) does not follow \(last)")
      }
      if let last = state.epochs.last, commit.epoch < last {
        let isKnown = state.epochs.contains(commit.epoch)
        if !isKnown { state.violations.append("\(commit.epoch) committed after \(last)") }
      }
      try Self.move(commit, &state)
      if !state.epochs.contains(commit.epoch) { state.epochs.append(commit.epoch) }
      let count = Self.recordCount(state)
      defer { state.watchers.removeAll { $0.count <= count } }
      return state.watchers.filter { $0.count <= count }.map(\.latch)
    }
    for latch in reached { latch.release() }
  }

  private static func move(_ commit: EpochCommit, _ state: inout State) throws {
    for segment in commit.segments {
      if let records = state.staged.removeValue(forKey: segment.name) {
        state.committed.append((segment.name, records))
      } else if !state.committed.contains(where: { $0.segment == segment.name }) {
        throw WeirError(
          .unusableCheckpoint, "segment \(segment.name) is neither staged nor committed")
      }
    }
  }

  /// Keeps what the epochs list, drops what else is staged, and says which of them are to do.
  func adopt(_ unapplied: [EpochCommit]) throws -> [EpochCommit] {
    try state.withLock { state in
      let left = unapplied.filter { !state.epochs.contains($0.epoch) }
      let names = Set(left.flatMap(\.segments).map(\.name))
      for name in names where state.staged[name] == nil {
        throw WeirError(.unusableCheckpoint, "segment \(name) is neither staged nor committed")
      }
      state.staged = state.staged.filter { names.contains($0.key) }
      state.adoptedCount += left.count
      return left
    }
  }

  func release(upTo oldest: CheckpointID) {
    state.withLock { state in
      if let last = state.released, oldest <= last {
        state.violations.append("\(oldest) released after \(last)")
      }
      state.released = oldest
    }
  }

  func beginAttempt() { state.withLock { $0.released = nil } }

  func dropStaged() { state.withLock { $0.staged = [:] } }
}
