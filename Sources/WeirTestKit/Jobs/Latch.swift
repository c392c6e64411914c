import Synchronization

/// Something that happens once and that tasks wait for.
public final class Latch: Sendable {
  private struct State {
    var isReleased = false
    var nextID: UInt64 = 0
    var waiters: [UInt64: CheckedContinuation<Void, any Error>] = [:]
    var cancelled: Set<UInt64> = []
    var callbacks: [@Sendable () -> Void] = []
  }
  private let state = Mutex(State())

  public init() {}

  /// Whether it has happened.
  public var isReleased: Bool { state.withLock { $0.isReleased } }

  /// It happens: everybody goes on, now and later. Calling it twice is fine.
  public func release() {
    let (waiters, callbacks) = state.withLock { state in
      defer {
        state.waiters = [:]
        state.callbacks = []
      }
      state.isReleased = true
      return (Array(state.waiters.values), state.callbacks)
    }
    for waiter in waiters { waiter.resume() }
    for callback in callbacks { callback() }
  }

  /// Calls `callback` when it happens, at once when it has.
  public func whenReleased(_ callback: @escaping @Sendable () -> Void) {
    let isReleased = state.withLock { state in
      if !state.isReleased { state.callbacks.append(callback) }
      return state.isReleased
    }
    if isReleased { callback() }
  }

  /// Returns when it has happened.
  /// - Throws: `CancellationError` when the task is cancelled before.
  public func wait() async throws {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let result: Result<Void, any Error>? = state.withLock { state in
          if state.isReleased { return .success(()) }
          if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
          state.waiters[id] = continuation
          return nil
        }
        if let result { continuation.resume(with: result) }
      }
    } onCancel: {
      let waiter = state.withLock { state in
        let waiter = state.waiters.removeValue(forKey: id)
        if waiter == nil { state.cancelled.insert(id) }
        return waiter
      }
      waiter?.resume(throwing: CancellationError())
    }
  }
}
