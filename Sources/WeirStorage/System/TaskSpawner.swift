import WeirCore

/// Starts work as Swift tasks: the one place of the engine that does.
public struct TaskSpawner: Spawner {
  private let executor: (any TaskExecutor)?

  /// - Parameter executor: Where the work prefers to run; nil is the shared pool.
  public init(executor: (any TaskExecutor)? = nil) { self.executor = executor }

  public func spawn(_ body: @escaping @Sendable () async -> Void) -> SpawnedTask {
    SpawnedTask(Task.detached(executorPreference: executor) { await body() })
  }
}
