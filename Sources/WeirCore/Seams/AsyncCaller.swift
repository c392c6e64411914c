/// Makes asynchronous calls for the operators of one subtask.
///
/// Operators are synchronous: they ask for a call, go on, and are told when its result is there.
public protocol AsyncCaller: Sendable {
  /// Begins a call.
  /// - Parameter deliver: gets the result, on any task. When it returns true the subtask is woken,
  ///   so that its operators look for results.
  /// - Returns: cancels the call; a result may still come.
  func call<Input: Sendable, Output: Sendable>(
    _ function: @escaping @Sendable (Input) async throws -> Output, with input: Input,
    deliver: @escaping @Sendable (Result<Output, any Error>) -> Bool
  ) -> @Sendable () -> Void
}
