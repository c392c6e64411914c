import Synchronization
import WeirCore

@testable import WeirCheckpoints

/// What happened, in order; tests wait for what must come.
final class Journal: Sendable {
  private struct State {
    var entries: [String] = []
    var waiters: [(text: String, continuation: CheckedContinuation<Void, Never>)] = []
  }
  private let state = Mutex(State())

  var entries: [String] { state.withLock { $0.entries } }

  func add(_ text: String) {
    let due = state.withLock { state in
      state.entries.append(text)
      let due = state.waiters.filter { $0.text == text }
      state.waiters.removeAll { $0.text == text }
      return due
    }
    for waiter in due { waiter.continuation.resume() }
  }

  /// Returns once `text` has been added.
  func wait(for text: String) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.entries.contains(text) { return true }
        state.waiters.append((text, continuation))
        return false
      }
      if isThere { continuation.resume() }
    }
  }
}

/// Holds whoever passes until it is opened, or until their task is cancelled.
final class Gate: Sendable {
  private struct State {
    var isOpen: Bool
    var last: UInt64 = 0
    var held: [UInt64: CheckedContinuation<Void, Never>] = [:]
    var cancelled: Set<UInt64> = []
  }
  private let state: Mutex<State>

  init(isOpen: Bool) { state = Mutex(State(isOpen: isOpen)) }

  func open() {
    let held = state.withLock { state in
      state.isOpen = true
      defer { state.held = [:] }
      return state.held
    }
    for continuation in held.values { continuation.resume() }
  }

  func pass() async throws {
    let token = state.withLock { state in
      state.last += 1
      return state.last
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let goesOn = state.withLock { state in
          if state.isOpen || state.cancelled.contains(token) { return true }
          state.held[token] = continuation
          return false
        }
        if goesOn { continuation.resume() }
      }
    } onCancel: {
      let held = state.withLock { state in
        state.cancelled.insert(token)
        return state.held.removeValue(forKey: token)
      }
      held?.resume()
    }
    try Task.checkCancellation()
  }
}

/// A store that keeps nothing but a journal.
final class JournalApplier: Applier {
  let name: String
  let journal: Journal
  let gate: Gate
  let failure: WeirError?
  private let ownStatus = Mutex(StoreStatus())

  init(
    _ name: String, _ journal: Journal, gate: Gate = Gate(isOpen: true), failure: WeirError? = nil
  ) {
    self.name = name
    self.journal = journal
    self.gate = gate
    self.failure = failure
  }

  func recover(_ unapplied: [EpochCommit]) async throws -> [EpochCommit] { [] }
  func apply(_ commit: EpochCommit) async throws {
    journal.add("apply \(name) \(commit.text)")
    try await gate.pass()
    if let failure { throw failure }
    journal.add("applied \(name) \(commit.epoch.number)")
  }
  var status: StoreStatus {
    get { ownStatus.withLock { $0 } }
    set { ownStatus.withLock { $0 = newValue } }
  }
  func release(upTo oldest: CheckpointID) async throws {
    journal.add("release \(name) \(oldest.number)")
  }
  func committedEpoch() async throws -> CheckpointID? { nil }
  func close() async {}
}

struct JournalParticipants: CheckpointParticipants {
  let journal: Journal
  func inject(_ barrier: Barrier) {
    journal.add("inject \(barrier.checkpoint.number)\(barrier.isFinal ? "!" : "")")
  }
  func abort(_ checkpoint: CheckpointID) { journal.add("abort \(checkpoint.number)") }
  func complete(_ checkpoint: CheckpointID) { journal.add("complete \(checkpoint.number)") }
  func throttle(_ isThrottling: Bool) { journal.add(isThrottling ? "throttle" : "go on") }
}
