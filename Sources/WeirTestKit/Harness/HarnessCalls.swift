import Synchronization
import WeirCore

/// The asynchronous calls of operators under test. None is made before the test says so.
final class HarnessCalls: AsyncCaller {
  private struct Call {
    let id: UInt64
    let run: @Sendable () async -> Void
  }

  private struct State {
    var calls: [Call] = []
    var nextID: UInt64 = 0
  }

  private let state = Mutex(State())

  func call<Input: Sendable, Output: Sendable>(
    _ function: @escaping @Sendable (Input) async throws -> Output, with input: Input,
    deliver: @escaping @Sendable (Result<Output, any Error>) -> Bool
  ) -> @Sendable () -> Void {
    let id = state.withLock { state in
      let id = state.nextID
      state.nextID += 1
      let run: @Sendable () async -> Void = {
        do {
          let output = try await function(input)
          _ = deliver(.success(output))
        } catch { _ = deliver(.failure(error)) }
      }
      state.calls.append(Call(id: id, run: run))
      return id
    }
    return { [self] in state.withLock { $0.calls.removeAll { $0.id == id } } }
  }

  /// Calls that were begun and neither made nor cancelled.
  var count: Int { state.withLock { $0.calls.count } }

  /// Makes the call at a place among those that wait; false when there is none.
  func run(_ index: Int) async -> Bool {
    let call = state.withLock { state in
      state.calls.indices.contains(index) ? state.calls.remove(at: index) : nil
    }
    await call?.run()
    return call != nil
  }
}
