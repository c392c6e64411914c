import Synchronization
import WeirCore

/// A clock that stands still until a test advances it.
public final class ManualClock: ProcessingClock {
  private struct Sleeper {
    let id: UInt64
    let deadline: UInt64
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var now: ProcessingTime
    var monotonic: UInt64 = 0
    var nextID: UInt64 = 0
    /// In the order of their deadlines, and of their coming where these are equal.
    var sleepers: [Sleeper] = []
    /// Sleeps that were cancelled before they began.
    var cancelled: Set<UInt64> = []
    var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state: Mutex<State>

  /// - Parameter now: What the wall clock shows first.
  public init(now: ProcessingTime = ProcessingTime(milliseconds: 0)) {
    state = Mutex(State(now: now))
  }

  public func now() -> ProcessingTime { state.withLock { $0.now } }

  public func monotonicNanoseconds() -> UInt64 { state.withLock { $0.monotonic } }

  /// How many sleep now.
  public var sleeperCount: Int { state.withLock { $0.sleepers.count } }

  /// Moves both clocks on and wakes those whose time has come, the earliest first. One that sleeps
  /// again meanwhile is woken by a later call.
  public func advance(by duration: Duration) {
    let woken = state.withLock { state in
      state.now = state.now + duration
      state.monotonic = Self.moved(state.monotonic, by: duration)
      let awake = state.sleepers.prefix { $0.deadline <= state.monotonic }
      state.sleepers.removeFirst(awake.count)
      return Array(awake)
    }
    for sleeper in woken { sleeper.continuation.resume() }
  }

  /// Sets the wall clock, as an administrator might, also backwards. Nobody wakes.
  public func setWallClock(to now: ProcessingTime) { state.withLock { $0.now = now } }

  /// Returns when at least `count` sleep.
  public func waitForSleepers(_ count: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.sleepers.count >= count { return true }
        state.watchers.append((count, continuation))
        return false
      }
      if isThere { continuation.resume() }
    }
  }

  public func sleep(for duration: Duration) async throws {
    try Task.checkCancellation()
    if duration <= .zero { return }
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { begin($0, id, duration) }
    } onCancel: {
      cancel(id)
    }
  }

  private func begin(
    _ continuation: CheckedContinuation<Void, any Error>, _ id: UInt64, _ duration: Duration
  ) {
    let watchers: [CheckedContinuation<Void, Never>]? = state.withLock { state in
      if state.cancelled.remove(id) != nil { return nil }
      let deadline = Self.moved(state.monotonic, by: duration)
      let index = state.sleepers.firstIndex { $0.deadline > deadline } ?? state.sleepers.count
      state.sleepers.insert(
        Sleeper(id: id, deadline: deadline, continuation: continuation), at: index)
      let count = state.sleepers.count
      let ready = state.watchers.filter { $0.count <= count }.map(\.continuation)
      state.watchers.removeAll { $0.count <= count }
      return ready
    }
    guard let watchers else { return continuation.resume(throwing: CancellationError()) }
    for watcher in watchers { watcher.resume() }
  }

  private func cancel(_ id: UInt64) {
    let sleeper: Sleeper? = state.withLock { state in
      guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
        state.cancelled.insert(id)
        return nil
      }
      return state.sleepers.remove(at: index)
    }
    sleeper?.continuation.resume(throwing: CancellationError())
  }

  private static func moved(_ time: UInt64, by duration: Duration) -> UInt64 {
    let (seconds, attoseconds) = duration.components
    guard seconds >= 0, attoseconds >= 0 else { return time }
    let (scaled, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (whole, carried) = scaled.addingReportingOverflow(UInt64(attoseconds / 1_000_000_000))
    let (sum, passed) = time.addingReportingOverflow(whole)
    return overflow || carried || passed ? .max : sum
  }
}
