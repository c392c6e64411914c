import Synchronization
import WeirCore

extension Environment {
  /// Threads of the pool that one call takes at most.
  private static var laneLimit: Int { 16 }

  /// Runs several blocking pieces of work side by side, which is what makes many fsyncs cost little
  /// more than one, and returns when all have ended. After an error no further one is begun.
  /// - Throws: the first error.
  func runAll(_ bodies: [@Sendable () throws -> Void]) async throws {
    let laneCount = min(bodies.count, Self.laneLimit)
    guard laneCount > 0 else { return }
    let failure = FirstFailure()
    let pool = blocking
    let run: @Sendable (Int) async -> Void = { lane in
      do {
        try await pool.run {
          for index in stride(from: lane, to: bodies.count, by: laneCount) where failure.isAbsent {
            try bodies[index]()
          }
        }
      } catch {
        failure.note(error)
      }
    }
    let others = (1..<laneCount).map { lane in spawner.spawn { await run(lane) } }
    await run(0)
    for other in others { await other.wait() }
    try failure.rethrow()
  }
}

/// The first error of several pieces of work.
private final class FirstFailure: Sendable {
  private let error = Mutex<(any Error)?>(nil)

  var isAbsent: Bool { error.withLock { $0 == nil } }
  func note(_ new: any Error) { error.withLock { $0 = $0 ?? new } }
  func rethrow() throws { if let error = error.withLock({ $0 }) { throw error } }
}
