import Synchronization
import WeirCore
import WeirCheckpoints

/// How an attempt ended: the first error that is not a mere consequence of ending it, or the end.
final class FirstFailure: Sendable {
  private struct State {
    var error: WeirError?
    var cancellation: WeirError?
    var end: JobEnd?
  }
  private let state = Mutex(State())

  var end: JobEnd? {
    get { state.withLock { $0.end } }
    set { state.withLock { $0.end = newValue } }
  }

  /// Notes an error of the attempt.
  func record(_ error: any Error, in id: OperatorID? = nil, subtask: Int? = nil) {
    let error = Self.wrapped(error, id, subtask)
    state.withLock { state in
      guard state.end == nil else { return }
      if error.code == .cancelled {
        state.cancellation = state.cancellation ?? error
      } else {
        state.error = state.error ?? error
      }
    }
  }

  private static func wrapped(_ error: any Error, _ id: OperatorID?, _ subtask: Int?) -> WeirError {
    let location = WeirError.Location(operatorID: id?.name, subtask: subtask)
    if let error = error as? WeirError { return error.located(location) }
    if error is CancellationError { return WeirError(.cancelled, "the attempt was cancelled") }
    return WeirError(.userFunction, "a source or sink threw an error", at: location, cause: error)
  }

  func result() throws -> JobEnd {
    let state = state.withLock { $0 }
    if let error = state.error { throw error }
    if let end = state.end { return end }
    throw state.cancellation ?? WeirError(.cancelled, "the attempt was cancelled")
  }
}
