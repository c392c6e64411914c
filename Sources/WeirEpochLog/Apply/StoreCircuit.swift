import Synchronization
import WeirCore

/// Lets calls to one store through as its ``CircuitBreaker`` says, and tries failed ones again
/// until they work.
final class StoreCircuit: Sendable {
  private struct State {
    var breaker: CircuitBreaker
    var lastFailure: String?
    var rejectedCount: UInt64 = 0
    var appliedCount: UInt64 = 0
  }

  private let state: Mutex<State>
  private let backoff: RetryBackoff
  private let clock: any ProcessingClock
  private let random: @Sendable () -> UInt64

  init(_ options: StoreOptions, _ environment: Environment) {
    backoff = RetryBackoff(options)
    clock = environment.clock
    random = environment.random
    state = Mutex(
      State(
        breaker: CircuitBreaker(
          failureLimit: options.retryLimit, openDuration: options.retryCap,
          pollInterval: options.retryBase)))
  }

  var status: StoreStatus {
    state.withLock { state in
      let breaker: StoreStatus.Breaker =
        switch state.breaker.state {
        case .closed: .closed
        case .open: .open
        case .halfOpen: .halfOpen
        }
      return StoreStatus(
        breaker: breaker, failureCount: state.breaker.failureCount,
        lastFailure: state.breaker.failureCount == 0 ? nil : state.lastFailure,
        rejectedCount: state.rejectedCount, appliedCount: state.appliedCount)
    }
  }

  func countRejected(_ count: Int) {
    state.withLock { $0.rejectedCount += UInt64(clamping: count) }
  }

  func countApplied(_ count: Int) {
    state.withLock { $0.appliedCount += UInt64(clamping: count) }
  }

  /// Calls `body` until it works.
  /// - Throws: `CancellationError` when the task is cancelled; what `body` throws when trying again
  ///   does not help.
  func run<Result>(_ body: () async throws -> Result) async throws -> Result {
    var row = 0
    while true {
      let admission = try await admitted()
      do {
        let result = try await body()
        state.withLock { $0.breaker.succeeded(admission) }
        return result
      } catch let error as WeirError where error.isRetriable {
        row += 1
        let isOpen = failed(admission, row, error)
        if !isOpen {
          try await clock.sleep(for: backoff.delay(failureCount: row, random: random()))
        }
      } catch {
        state.withLock { $0.breaker.withdrawn(admission, at: clock.monotonicNanoseconds()) }
        // What the log has to say is no failure of the store.
        throw (error as? LogFailure)?.error ?? error
      }
    }
  }

  /// Calls `body` once, or not at all while the breaker keeps calls away. A failure that may pass is
  /// noted and no error.
  func runOnce(_ body: () async throws -> Void) async throws {
    let now = clock.monotonicNanoseconds()
    let admission = state.withLock { $0.breaker.admit(at: now) }
    if case .wait = admission { return }
    do {
      try await body()
      state.withLock { $0.breaker.succeeded(admission) }
    } catch let error as WeirError where error.isRetriable {
      _ = failed(admission, 1, error)
    } catch {
      state.withLock { $0.breaker.withdrawn(admission, at: clock.monotonicNanoseconds()) }
      throw error
    }
  }

  /// Notes a failure; whether the breaker is not closed after it.
  private func failed(
    _ admission: CircuitBreaker.Admission, _ row: Int, _ error: WeirError
  ) -> Bool {
    let now = clock.monotonicNanoseconds()
    return state.withLock { state in
      state.breaker.failed(admission, row: row, at: now)
      state.lastFailure = error.description
      return state.breaker.state != .closed
    }
  }

  private func admitted() async throws -> CircuitBreaker.Admission {
    while true {
      try Task.checkCancellation()
      let now = clock.monotonicNanoseconds()
      let admission = state.withLock { $0.breaker.admit(at: now) }
      guard case .wait(let nanoseconds) = admission else { return admission }
      try await clock.sleep(for: .nanoseconds(Int64(clamping: nanoseconds)))
    }
  }
}

/// An error of the log, which trying the store again does not mend.
struct LogFailure: Error {
  let error: any Error
}
