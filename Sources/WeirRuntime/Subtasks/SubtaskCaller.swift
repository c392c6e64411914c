import WeirCore

/// Makes the asynchronous calls of one subtask's operators, each as a task of its own.
struct SubtaskCaller: AsyncCaller {
  let spawner: any Spawner
  let gate: InputGate

  func call<Input: Sendable, Output: Sendable>(
    _ function: @escaping @Sendable (Input) async throws -> Output, with input: Input,
    deliver: @escaping @Sendable (Result<Output, any Error>) -> Bool
  ) -> @Sendable () -> Void {
    let task = spawner.spawn { [gate] in
      let result: Result<Output, any Error>
      do { result = .success(try await function(input)) } catch { result = .failure(error) }
      if deliver(result) { gate.post(.callsEnded) }
    }
    return { task.cancel() }
  }
}
