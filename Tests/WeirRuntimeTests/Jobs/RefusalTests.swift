import Testing
import WeirCheckpoints
import WeirCore
import WeirGraph
import WeirRuntime
import WeirStorage
import WeirTestKit

/// What a second run on the same directory may and may not do.
@Suite(.timeLimit(.minutes(10))) struct RefusalTests {
  let test: JobTest
  let disk = MemoryFileSystem()
  let output = CollectedOutput<Int64>()

  init() throws { test = try JobTest(fileSystem: disk) }

  private func job(
    _ steps: [ScriptStep<Int64>], isBounded: Bool = true, fixed: String = "", changeable: String = ""
  ) -> ClosureJob {
    let source = ScriptedSource([steps], isBounded: isBounded)
    let output = output
    return ClosureJob(fixed: fixed, changeable: changeable) {
      $0.source("numbers", source).sink("out", to: CollectingSink(output))
    }
  }

  /// Runs until a record is committed, and stops.
  private func runAndStop(_ job: ClosureJob) async throws {
    let runner = test.runner(job)
    let running = Running { try await runner.run() }
    try await output.waitForRecords(1)
    runner.stop()
    #expect(try await running.value.outcome == .stopped)
  }

  @Test("A second runner on the same directory is refused while the first one runs")
  func secondRunner() async throws {
    let job = job([.record(1)], isBounded: false)
    let runner = test.runner(job)
    let running = Running { try await runner.run() }
    try await output.waitForRecords(1)
    #expect(await errorCode { try await test.run(job) } == .directoryOwned)
    runner.cancel()
    _ = await errorCode { _ = try await running.value }
    try await runAndStop(self.job([.record(1)], isBounded: false))
  }

  @Test("A changed parameter is refused unless it is declared changeable")
  func parameters() async throws {
    try await runAndStop(job([.record(1)], isBounded: false, fixed: "a", changeable: "a"))
    let other = job([.record(1), .record(2)], fixed: "b", changeable: "a")
    #expect(await errorCode { try await test.run(other) } == .usage)
    try await test.run(job([.record(1), .record(2)], fixed: "a", changeable: "b"))
    #expect(output.records == [1, 2])
  }

  private var statusText: String {
    String(decoding: disk.contents(test.paths.status) ?? [], as: UTF8.self)
  }

  @Test("A refused run leaves what the last one said of itself")
  func refusedStatus() async throws {
    try await test.run(job([.record(1)], fixed: "a"))
    let before = statusText
    #expect(before.contains("\"state\":\"finished\""))
    #expect(await errorCode { try await test.run(job([.record(1)], fixed: "b")) } == .usage)
    let unknown = await errorCode {
      try await test.run(job([.record(1)], fixed: "a")) { $0.recovery = .checkpoint(.init(99)) }
    }
    #expect(unknown == .usage)
    #expect(statusText == before)
  }

  @Test("The status of a failed run says what it failed with")
  func failedStatus() async throws {
    let error = WeirError(.malformedInput, "line 3 is no number")
    #expect(await errorCode { try await test.run(job([.fail(error)])) } == .malformedInput)
    #expect(statusText.contains("\"state\":\"failed\""))
    #expect(statusText.contains("line 3 is no number"))
  }

  @Test("A finished job says so and writes nothing again")
  func alreadyComplete() async throws {
    #expect(try await test.run(job([.record(1)])).outcome == .finished)
    #expect(try await test.run(job([.record(1)])).outcome == .alreadyComplete)
    #expect(output.records == [1])
  }

  @Test("--fresh moves the directory away and runs from the start")
  func fresh() async throws {
    // On the machine's disk: the lock file moves with the directory.
    let test = try JobTest(fileSystem: PosixFileSystem())
    try await test.run(job([.record(1)]))
    let second = CollectedOutput<Int64>()
    let source = ScriptedSource<Int64>([[.record(2)]])
    let result = try await test.run(
      ClosureJob { $0.source("numbers", source).sink("out", to: CollectingSink(second)) }
    ) { $0.isFresh = true }
    #expect(result.outcome == .finished)
    #expect(second.records == [2])
    #expect(try PosixFileSystem().status(test.paths.retired(1)) != nil)
  }

  @Test("SEMANTICS 2.4: starting from nothing is refused once a store holds something")
  func fromNone() async throws {
    try await runAndStop(job([.record(1)], isBounded: false))
    let code = await errorCode {
      try await test.run(job([.record(1)])) { $0.recovery = .none }
    }
    #expect(code == .unusableCheckpoint)
    #expect(output.records == [1])
  }

  @Test("A damaged manifest is refused, never passed over")
  func damage() async throws {
    try await runAndStop(job([.record(1)], isBounded: false))
    let newest = try #require(
      try disk.list(test.paths.checkpoints).compactMap { JobPaths.checkpoint(named: $0.name) }.max())
    let file = try disk.open(test.paths.manifest(newest), .update)
    try [UInt8(ascii: "!")].withUnsafeBytes { try file.write($0, at: 40) }
    file.close()
    let code = await errorCode { try await test.run(job([.record(1), .record(2)])) }
    #expect(code == .unusableCheckpoint)
    #expect(output.records == [1])
  }

  @Test("SEMANTICS 2.6: each run has a higher attempt than every run before")
  func attempts() async throws {
    try await runAndStop(job([.record(1)], isBounded: false))
    let first = try #require(try await AttemptRecord.read(test.paths, test.environment)).attempt
    try await test.run(job([.record(1), .crash, .record(2)]))
    let second = try #require(try await AttemptRecord.read(test.paths, test.environment)).attempt
    #expect(first == 1)
    #expect(second == 3)
    #expect(output.violations == [])
  }

  @Test("Restarts end after the strategy's limit of failures without a checkpoint between them")
  func restartLimit() async throws {
    let error = WeirError(.inputOutput, "the disk is gone")
    let code = await errorCode {
      try await test.run(job([.fail(error)])) { options in
        options.checkpoints.interval = nil
        options.restart = .fixed(delay: .zero, limit: 4)
      }
    }
    #expect(code == .inputOutput)
    let record = try await AttemptRecord.read(test.paths, test.environment)
    #expect(record?.attempt == 5)
  }

  @Test("An error that cannot be retried ends the job at once")
  func notRetriable() async throws {
    let error = WeirError(.malformedInput, "line 3 is no number")
    #expect(await errorCode { try await test.run(job([.fail(error)])) } == .malformedInput)
    let record = try await AttemptRecord.read(test.paths, test.environment)
    #expect(record?.attempt == 1)
  }
}
