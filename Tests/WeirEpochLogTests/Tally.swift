import Synchronization
import WeirCore

/// Counts calls that go at the same time, and fails the first twenty.
final class Tally: Sendable {
  private struct State {
    var callCount = 0
    var probesNow = 0
    var probeCount = 0
    var mostProbesAtOnce = 0
  }

  private let state = Mutex(State())

  var probeCount: Int { state.withLock { $0.probeCount } }
  var mostProbesAtOnce: Int { state.withLock { $0.mostProbesAtOnce } }

  func begin(isProbe: Bool) {
    state.withLock { state in
      guard isProbe else { return }
      state.probeCount += 1
      state.probesNow += 1
      state.mostProbesAtOnce = max(state.mostProbesAtOnce, state.probesNow)
    }
  }

  func end(isProbe: Bool) throws {
    try state.withLock { state in
      if isProbe { state.probesNow -= 1 }
      state.callCount += 1
      if state.callCount <= 20 { throw WeirError(.inputOutput, "busy", isRetriable: true) }
    }
  }
}
