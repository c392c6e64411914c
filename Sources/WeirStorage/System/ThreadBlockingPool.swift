import WeirCore

/// Runs blocking work on threads of its own.
///
/// Threads are started when work waits and none is idle, up to a limit; an idle one ends after a
/// while. Work is taken in the order in which it came. A cancelled task's work runs all the same,
/// because cleaning up is work too.
public final class ThreadBlockingPool: BlockingPool {
  private let workers: WorkerThreads

  /// - Parameters:
  ///   - threadLimit: The most threads at a time; at least one is used.
  ///   - idleTimeout: How long a thread without work stays.
  public init(threadLimit: Int = 16, idleTimeout: Duration = .seconds(10)) {
    workers = WorkerThreads(limit: max(1, threadLimit), idleTimeout: idleTimeout)
  }

  deinit { workers.close() }

  /// Threads that exist now.
  public var threadCount: Int { workers.threadCount }

  /// Runs `body` on a thread that may block.
  /// - Throws: What `body` throws; ``WeirError`` of code `limit` when the system gives no thread.
  public func run<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
  ) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      let isAccepted = workers.submit {
        continuation.resume(with: Swift.Result { try body() })
      }
      if !isAccepted {
        continuation.resume(
          throwing: WeirError(
            .limit, "the system gives no thread for file operations; raise the limit (ulimit -u)",
            isRetriable: true))
      }
    }
  }
}
