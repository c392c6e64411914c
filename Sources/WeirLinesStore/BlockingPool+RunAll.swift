import WeirCore

extension BlockingPool {
  /// Runs several blocking pieces of work side by side, which is what makes many fsyncs cost little
  /// more than one, and returns when all have ended.
  /// - Throws: the first error.
  func runAll(_ bodies: [@Sendable () throws -> Void]) async throws {
    if bodies.count == 1 { return try await run(bodies[0]) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for body in bodies {
        group.addTask { try await self.run(body) }
      }
      try await group.waitForAll()
    }
  }
}
