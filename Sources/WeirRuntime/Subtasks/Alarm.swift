import Synchronization
import WeirCore

/// Wakes a subtask's loop after a while. At most one sleeper is needed for the nearest moment.
final class Alarm: Sendable {
  private struct State {
    var due: UInt64 = .max
    var sleeper: SpawnedTask?
  }

  private let environment: Environment
  private let gate: InputGate
  private let state = Mutex(State())

  init(environment: Environment, gate: InputGate) {
    self.environment = environment
    self.gate = gate
  }

  /// Asks to be woken after `delay`; an earlier wake-up that is set already will do.
  func set(after delay: Duration) {
    let nanoseconds = UInt64(max(0, delay.milliseconds)) &* 1_000_000
    let due = environment.clock.monotonicNanoseconds() &+ nanoseconds
    state.withLock { state in
      guard due < state.due else { return }
      state.sleeper?.cancel()
      state.due = due
      state.sleeper = environment.spawner.spawn { [self] in
        do { try await environment.clock.sleep(for: delay) } catch { return }
        ring(due)
      }
    }
  }

  private func ring(_ due: UInt64) {
    state.withLock { if $0.due == due { $0.due = .max } }
    gate.post(.wake)
  }

  func cancel() {
    state.withLock { state in
      state.sleeper?.cancel()
      state.sleeper = nil
    }
  }
}
