import Synchronization
import WeirCore
import WeirEpochLog

/// What a store in memory holds, over all attempts, and the faults that a test has planted.
final class MemoryStore: Sendable {
  /// A change that was refused for good.
  struct Rejection: Hashable, Sendable {
    let epoch: UInt64
    let sequence: UInt64
    let key: [UInt8]
    let payload: [UInt8]
    let reason: String
  }

  /// The contents of one partition as its last transaction left them.
  struct Contents: Sendable {
    var rows: [[UInt8]: [UInt8]] = [:]
    var epoch: CheckpointID?
    var attempt: UInt64 = 0
    var rejections: [Rejection] = []
  }

  /// A step of a partition that a fault can hit.
  enum Step: Hashable, Sendable { case open, storedEpoch, begin, apply, reject, commit, release }

  private struct State {
    var contents: [Contents]
    var calls: [(partition: Int, step: Step)] = []
    var busy: [Int?: Int] = [:]
    var death: (call: Int, isAfterwards: Bool)?
    var isDead = false
    var callCount = 0
  }

  private let state: Mutex<State>
  /// Whether a refusal says which change it was.
  let tellsIndex: Bool

  init(partitionCount: Int, tellsIndex: Bool = true) {
    self.tellsIndex = tellsIndex
    state = Mutex(State(contents: Array(repeating: Contents(), count: partitionCount)))
  }

  func partitions(attempt: UInt64) -> [any StorePartition] {
    state.withLock { $0.contents.indices.map { ($0, attempt) } }
      .map { MemoryPartition(self, index: $0, attempt: $1) }
  }

  var contents: [Contents] { state.withLock { $0.contents } }
  var calls: [(partition: Int, step: Step)] { state.withLock { $0.calls } }
  var isDead: Bool { state.withLock { $0.isDead } }
  func forgetCalls() { state.withLock { $0.calls = [] } }

  /// The next `count` calls, of one partition or of any, fail as those of a locked file do.
  func fail(_ count: Int, of partition: Int? = nil) {
    state.withLock { $0.busy[partition] = count }
  }

  /// The process dies at the call with that number from here, before its effect or after it.
  func die(at call: Int, afterwards: Bool) {
    state.withLock { state in
      state.callCount = 0
      state.death = (call, afterwards)
    }
  }

  func repair() {
    state.withLock { state in
      state.busy = [:]
      state.death = nil
      state.isDead = false
    }
  }

  func edit(_ partition: Int, _ body: @Sendable (inout Contents) -> Void) {
    state.withLock { body(&$0.contents[partition]) }
  }

  /// Runs one step under the planted faults.
  func perform<Result: Sendable>(
    _ step: Step, of partition: Int, _ body: (inout Contents) throws -> Result
  ) throws -> Result {
    try state.withLock { state in
      state.calls.append((partition, step))
      if state.isDead { throw Death() }
      state.callCount += 1
      let dies = state.death.map { $0.call == state.callCount } ?? false
      if dies { state.isDead = true }
      if dies, state.death?.isAfterwards == false { throw Death() }
      for scope in [partition, nil] {
        if let left = state.busy[scope], left > 0 {
          state.busy[scope] = left - 1
          throw WeirError(.inputOutput, "the database is locked", isRetriable: true)
        }
      }
      let result = try body(&state.contents[partition])
      if dies { throw Death() }
      return result
    }
  }

  /// What a call of a process that is gone "throws".
  struct Death: Error {}
}

/// A partition of a ``MemoryStore`` as one attempt has it open.
final class MemoryPartition: StorePartition, @unchecked Sendable {
  private let store: MemoryStore
  private let index: Int
  private let attempt: UInt64
  private var isOpen = false
  private var transaction: MemoryStore.Contents?

  init(_ store: MemoryStore, index: Int, attempt: UInt64) {
    self.store = store
    self.index = index
    self.attempt = attempt
  }

  func open() throws {
    try store.perform(.open, of: index) { try claim(&$0) }
    isOpen = true
  }

  func storedEpoch() throws -> CheckpointID? {
    guard isOpen else { throw Misuse() }
    return try store.perform(.storedEpoch, of: index) { $0.epoch }
  }

  func begin(_ epoch: CheckpointID) throws {
    guard isOpen, transaction == nil else { throw Misuse() }
    transaction = try store.perform(.begin, of: index) { contents in
      try claim(&contents)
      var copy = contents
      copy.epoch = epoch
      return copy
    }
  }

  func apply(_ changes: UnsafeBufferPointer<LoggedChange>) throws {
    guard var copy = transaction else { throw Misuse() }
    try store.perform(.apply, of: index) { _ in }
    guard Set(changes.map { Array($0.key) }).count == changes.count else { throw Misuse() }
    for (place, change) in changes.enumerated() {
      if let reason = TestChange.refusal(of: Array(change.payload)) {
        throw ChangeRefused(index: store.tellsIndex ? place : nil, reason: reason)
      }
      copy.rows[Array(change.key)] = change.kind == .put ? Array(change.payload) : nil
    }
    transaction = copy
  }

  func reject(_ change: LoggedChange, reason: String) throws {
    guard let epoch = transaction?.epoch else { throw Misuse() }
    try store.perform(.reject, of: index) { _ in }
    transaction?.rejections.append(
      MemoryStore.Rejection(
        epoch: epoch.number, sequence: change.sequence, key: Array(change.key),
        payload: Array(change.payload), reason: reason))
  }

  func commit() throws {
    guard let copy = transaction else { throw Misuse() }
    try store.perform(.commit, of: index) { contents in
      try claim(&contents)
      contents = copy
    }
    transaction = nil
  }

  func rollback() { transaction = nil }

  func release(upTo oldest: CheckpointID) throws {
    try store.perform(.release, of: index) { _ in }
  }

  func close() {
    isOpen = false
    transaction = nil
  }

  private func claim(_ contents: inout MemoryStore.Contents) throws {
    guard contents.attempt <= attempt else {
      throw WeirError(.directoryOwned, "attempt \(contents.attempt) has taken the store over")
    }
    contents.attempt = attempt
  }

  /// The applier broke the contract.
  struct Misuse: Error {}
}
