import Glibc
import Synchronization
import Testing
import WeirCore

@testable import WeirStorage

struct ThreadBlockingPoolTests {
  private struct Expected: Error, Equatable { let number: Int }

  @Test("Results and errors come back to the caller")
  func results() async throws {
    let pool = ThreadBlockingPool()
    #expect(try await pool.run { 6 * 7 } == 42)
    await #expect(throws: Expected(number: 3)) {
      try await pool.run { throw Expected(number: 3) }
    }
  }

  @Test("Work runs away from the caller's thread, with signals left to others")
  func ownThreads() async throws {
    let pool = ThreadBlockingPool()
    let isBlocked = try await pool.run {
      var signals = sigset_t()
      pthread_sigmask(SIG_BLOCK, nil, &signals)
      return [SIGTERM, SIGINT, SIGSEGV].map { sigismember(&signals, $0) }
    }
    #expect(isBlocked == [1, 1, 0])
  }

  @Test("As many works run at once as the limit says, and no more", arguments: [1, 4, 16])
  func concurrency(limit: Int) async throws {
    let pool = ThreadBlockingPool(threadLimit: limit)
    let load = Load()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<(limit * 4) {
        group.addTask {
          try await pool.run { [load, limit] in
            let count = load.running.add(1, ordering: .relaxed).newValue
            load.highest.max(count, ordering: .relaxed)
            // Nobody goes on until all threads have been busy at once.
            let end = SystemClock().monotonicNanoseconds() + 20_000_000_000
            while load.highest.load(ordering: .relaxed) < limit,
              SystemClock().monotonicNanoseconds() < end
            {
              sched_yield()
            }
            load.running.subtract(1, ordering: .relaxed)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(load.highest.load(ordering: .relaxed) == limit)
    #expect(pool.threadCount <= limit)
  }

  @Test("Work is taken in the order in which it came")
  func order() async throws {
    let workers = WorkerThreads(limit: 1, idleTimeout: .seconds(10))
    let taken = Mutex<[Int]>([])
    await withCheckedContinuation { continuation in
      for number in 0..<5_000 {
        #expect(workers.submit { taken.withLock { $0.append(number) } })
      }
      #expect(workers.submit { continuation.resume() })
    }
    #expect(taken.withLock { $0 } == Array(0..<5_000))
    workers.close()
  }

  @Test("Idle threads end after their time, and the pool goes on working")
  func idleThreads() async throws {
    let pool = ThreadBlockingPool(threadLimit: 4, idleTimeout: .milliseconds(1))
    for round in 0..<3 {
      #expect(try await pool.run { round } == round)
      #expect(await Self.becomes { pool.threadCount == 0 })
    }
  }

  @Test("The threads of a pool that is gone end at once")
  func deinitialised() async throws {
    let workers = WorkerThreads(limit: 2, idleTimeout: .seconds(3_600))
    await withCheckedContinuation { continuation in
      #expect(workers.submit { continuation.resume() })
    }
    #expect(workers.threadCount == 1)
    workers.close()
    #expect(await Self.becomes { workers.threadCount == 0 })
  }

  @Test("A cancelled task's work runs all the same")
  func cancelled() async throws {
    let pool = ThreadBlockingPool()
    let spawned = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await pool.run { 1 }
    }
    #expect(try await spawned.value == 1)
  }

  private final class Load: Sendable {
    let running = Atomic<Int>(0)
    let highest = Atomic<Int>(0)
  }

  private static func becomes(_ condition: () -> Bool) async -> Bool {
    let end = SystemClock().monotonicNanoseconds() + 20_000_000_000
    while !condition() {
      if SystemClock().monotonicNanoseconds() > end { return false }
      await Task.yield()
    }
    return true
  }
}
