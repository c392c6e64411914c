import Testing
import WeirCore
import WeirGraph
import WeirRuntime
import WeirTestKit

/// Stores that are behind: the job goes on, and they get everything once.
@Suite(.timeLimit(.minutes(10))) struct LagTests {
  /// A job whose first sink is slow and whose second is not, and what they hold.
  private struct Pair {
    let test: JobTest
    let slow = CollectedOutput<Int64>()
    let fast = CollectedOutput<Int64>()
    let source: ScriptedSource<Int64>

    init(_ steps: [ScriptStep<Int64>]) throws {
      test = try JobTest()
      source = ScriptedSource([steps])
    }

    func job(committing: Latch) -> ClosureJob {
      let (source, slow, fast) = (source, slow, fast)
      return ClosureJob { flow in
        let numbers = flow.source("numbers", source)
        numbers.sink("slow", to: CollectingSink(slow, committing: committing, lags: true))
        numbers.sink("fast", to: CollectingSink(fast))
      }
    }

    /// Runs until the fast store has so many epochs, and then dies.
    func runAndDie(after epochCount: Int, committing: Latch) async throws {
      let runner = test.runner(job(committing: committing)) { $0.parallelism = 1 }
      let running = Running { try await runner.run() }
      while fast.epochs.count < epochCount { await Task.yield() }
      await running.also(runner).cancel()
    }

    func expectEverything(_ count: Int, _ sourceLocation: SourceLocation = #_sourceLocation) {
      let all = (0..<Int64(count)).map { $0 }
      #expect(slow.records.sorted() == all, sourceLocation: sourceLocation)
      #expect(fast.records.sorted() == all, sourceLocation: sourceLocation)
      #expect(slow.violations + fast.violations == [], sourceLocation: sourceLocation)
    }
  }

  /// Numbers with a short silence after each, so that many checkpoints fall between them.
  private static func steps(_ count: Int) -> [ScriptStep<Int64>] {
    (0..<count).flatMap {
      [ScriptStep.record(Int64($0)), .idle(retryAfter: .milliseconds(1))]
    }
  }

  @Test("SEMANTICS 2.8: a store twenty epochs behind holds up neither checkpoints nor another store")
  func twentyEpochs() async throws {
    let pair = try Pair(Self.steps(200))
    let committing = Latch()
    let runner = pair.test.runner(pair.job(committing: committing)) { $0.parallelism = 1 }
    let running = Running { try await runner.run() }
    while pair.fast.epochs.count < 20 { await Task.yield() }
    #expect(pair.slow.epochs == [])
    let stores = runner.progress().stores
    #expect(stores.map(\.sink) == ["fast", "slow"])
    #expect(stores[1].unappliedEpochs >= 20)
    #expect(stores[1].unappliedByteCount >= 20)
    #expect(stores[1].appliedEpoch == nil)
    committing.release()
    #expect(try await running.value.outcome == .finished)
    pair.expectEverything(200)
    #expect(runner.progress().stores.map(\.unappliedEpochs) == [0, 0])
    #expect(pair.slow.released != nil)
  }

  @Test("SEMANTICS 2.2: twenty epochs behind, then dead twice: adopted, applied once, in order")
  func deathBehind() async throws {
    let pair = try Pair(Self.steps(200))
    try await pair.runAndDie(after: 20, committing: Latch())
    #expect(pair.slow.epochs == [])
    try await pair.runAndDie(after: pair.fast.epochs.count + 10, committing: Latch())
    let adopted = pair.slow.adoptedCount
    #expect(adopted >= 20)
    #expect(pair.slow.epochs == [], "records flowed before the adopted epochs were applied")
    let committing = Latch()
    committing.release()
    let result = try await pair.test.run(pair.job(committing: committing)) { $0.parallelism = 1 }
    #expect(result.outcome == .finished)
    #expect(pair.slow.adoptedCount >= adopted + 30, "each manifest lists what is left")
    pair.expectEverything(200)
    #expect(pair.slow.epochs == pair.slow.epochs.sorted())
  }

  @Test("A run whose store never comes to the last epoch fails with its name; the next one only commits")
  func unfinishedCommits() async throws {
    let pair = try Pair(Self.steps(20))
    pair.slow.status = StoreStatus(breaker: .open, failureCount: 3, lastFailure: "disk full")
    let runner = pair.test.runner(pair.job(committing: Latch())) {
      $0.parallelism = 1
      $0.checkpoints.drainTimeout = .milliseconds(20)
    }
    do {
      _ = try await runner.run()
      Issue.record("it ended well")
    } catch let error as WeirError {
      #expect(!error.isRetriable)
      for part in ["slow", "disk full", "the next run only finishes the commits"] {
        #expect(error.message.contains(part), "\(error.message)")
      }
    }
    let store = runner.progress().stores.first { $0.sink == "slow" }
    #expect(store?.breaker == "open")
    #expect(store?.failures == 3)
    #expect(store?.lastFailure == "disk full")
    #expect(pair.fast.records.count == 20)
    let committing = Latch()
    committing.release()
    let result = try await pair.test.run(pair.job(committing: committing)) { $0.parallelism = 1 }
    #expect(result.outcome == .alreadyComplete)
    #expect(result.restartCount == 0)
    pair.expectEverything(20)
    let again = try await pair.test.run(pair.job(committing: Latch())) { $0.parallelism = 1 }
    #expect(again.outcome == .alreadyComplete)
    pair.expectEverything(20)
  }

  @Test("While the last commits are finished a run can be cancelled, and gives up like any other")
  func unfinishedAgain() async throws {
    let pair = try Pair(Self.steps(5))
    for _ in 0..<2 {
      let code = await errorCode {
        _ = try await pair.test.run(pair.job(committing: Latch())) {
          $0.checkpoints.drainTimeout = .milliseconds(5)
        }
      }
      #expect(code == .inputOutput)
    }
    let runner = pair.test.runner(pair.job(committing: Latch()))
    let running = Running { try await runner.run() }
    while runner.progress().state != "running" { await Task.yield() }
    runner.cancel()
    #expect(await errorCode { _ = try await running.value } == .cancelled)
  }

  @Test("Two stores' failed commits, each retried in another attempt, end with everything once")
  func failuresWhileLagging() async throws {
    let pair = try Pair(Self.steps(100))
    let failure = WeirError(.inputOutput, "the store is away")
    pair.slow.failCommits(with: [failure, failure])
    let committing = Latch()
    committing.release()
    try await pair.test.run(pair.job(committing: committing)) { $0.parallelism = 1 }
    pair.expectEverything(100)
  }
}
