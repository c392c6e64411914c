import WeirRuntime
import WeirStorage
import WeirTestKit

/// Runs a chain to its end. The clock stands still, so that nothing that happens once a second is
/// counted.
struct ChainRun {
  private let chain: Chain
  private let parallelism: Int

  init(_ chain: Chain, parallelism: Int) {
    self.chain = chain
    self.parallelism = parallelism
  }

  func prepare(_ records: Int) throws -> Prepared {
    let test = try JobTest(fileSystem: PosixFileSystem(), clock: ManualClock())
    if chain.readsLines { try InputLines.write(records, in: test.directory) }
    let (chain, folder) = (chain, test.directory)
    let job = ClosureJob { try chain.declare($0, records, folder) }
    let runner = test.runner(job) { options in
      options.parallelism = parallelism
      options.checkpoints.interval = nil
    }
    return Prepared(test: test, runner: runner)
  }

  /// A job and the directory that it lives in.
  struct Prepared {
    let test: JobTest
    let runner: JobRunner
    func run() async throws -> SendCounts {
      _ = try await runner.run()
      return runner.sent
    }
  }

  func go(_ records: Int) async throws -> SendCounts { try await prepare(records).run() }
}
