import Testing
import WeirCore
import WeirGraph
import WeirRuntime
import WeirTestKit

/// What goes through channels is counted where it is sent.
@Suite(.timeLimit(.minutes(10))) struct SendCountTests {
  private func sent(_ count: Int, parallelism: Int) async throws -> SendCounts {
    let output = CollectedOutput<Reading>()
    let steps = (0..<count).map { ScriptStep.reading("key \($0 % 50)", at: Int64($0)) }
    let runner = try JobTest().runner(
      ClosureJob { flow in
        flow.source("readings", ScriptedSource([steps, steps]))
          .keyed(by: \.key).reduce("newest") { $1 }
          .sink("out", to: CollectingSink(output))
      }
    ) { options in
      options.parallelism = parallelism
      options.checkpoints.interval = nil
    }
    _ = try await runner.run()
    #expect(output.records.count == 2 * count)
    return runner.sent
  }

  @Test("Every record crosses an edge between subtasks once, in batches that are full but the last")
  func records() async throws {
    let sent = try await sent(3000, parallelism: 2)
    #expect(sent.recordCount == 6000)
    // Two senders to two receivers, about 1,500 records each.
    #expect((4...8).contains(sent.batchCount))
    #expect(sent.controlCount > 0)
  }

  @Test("Nothing is sent where all is fused")
  func fused() async throws {
    let sent = try await sent(100, parallelism: 1)
    #expect(sent.batchCount == 0 && sent.recordCount == 0 && sent.controlCount == 0)
  }
}
