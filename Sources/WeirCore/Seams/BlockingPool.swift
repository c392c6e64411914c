/// Runs work that blocks (disk, fsync) away from the cooperative pool's threads.
public protocol BlockingPool: Sendable {
  /// Runs `body` on a thread that may block and returns its result.
  func run<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
  ) async throws -> Result
}

/// Runs blocking work where it is called: under simulation, and in tests.
public struct InlineBlockingPool: BlockingPool {
  public init() {}
  public func run<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
  ) async throws -> Result {
    try body()
  }
}
