import Glibc
import Synchronization
import WeirCheckpoints
import WeirCore
import WeirGraph
import WeirRuntime
import WeirStorage

/// Runs whole jobs in the test's process, on a disk in memory, one run after the other on the same
/// job directory.
///
/// ```swift
/// let test = try JobTest()
/// let output = CollectedOutput<Int>()
/// let result = try await test.run(ClosureJob { flow in
///   flow.source("numbers", ScriptedSource([[.record(1), .crash, .record(2)]]))
///     .sink("out", to: CollectingSink(output))
/// })
/// ```
public final class JobTest: Sendable {
  /// The data directory. It exists on the machine's disk too, for the lock alone.
  public let directory: String
  public let environment: Environment

  /// - Parameters:
  ///   - fileSystem: where everything but the lock is kept.
  ///   - clock: drive a ``ManualClock`` by hand, or leave time to the machine.
  public init(
    fileSystem: any FileSystem = MemoryFileSystem(), clock: any ProcessingClock = SystemClock(),
    blocking: any BlockingPool = InlineBlockingPool(), failpoints: any Failpoints = NoFailpoints()
  ) throws {
    var template = Array("/tmp/weir-job-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw WeirError.system("mkdtemp", "/tmp", errno: errno)
    }
    directory = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    let place = TemporaryPlace(directory)
    let random = Mutex(SeededGenerator(seed: 1))
    environment = Environment(
      fileSystem: fileSystem, blocking: blocking, clock: clock, spawner: TaskSpawner(),
      failpoints: failpoints,
      // The directory stays as long as anybody has the environment, a runner for example.
      random: { withExtendedLifetime(place) { random.withLock { $0.next() } } })
    try PosixFileSystem().createDirectory(paths.directory)
  }

  /// The paths of the directory of ``ClosureJob``.
  public var paths: JobPaths { JobPaths(dataDirectory: directory, job: ClosureJob.name) }

  /// Options for tests: checkpoints as often as possible, restarts without delay.
  public var options: RunOptions {
    var options = RunOptions()
    options.dataDirectory = directory
    options.checkpoints = CheckpointOptions(interval: .milliseconds(1))
    options.restart = .fixed(delay: .zero, limit: 3)
    return options
  }

  /// A runner of the job in the test's directory.
  public func runner(
    _ job: some Job, deadLetters: (any Sink<DeadLetter>)? = nil,
    _ change: (inout RunOptions) -> Void = { _ in }
  ) -> JobRunner {
    var options = options
    change(&options)
    return JobRunner(
      job, options: options, environment: environment, deadLetterSink: deadLetters)
  }

  /// Runs the job to its end.
  @discardableResult
  public func run(
    _ job: some Job, deadLetters: (any Sink<DeadLetter>)? = nil,
    _ change: (inout RunOptions) -> Void = { _ in }
  ) async throws -> RunResult {
    try await runner(job, deadLetters: deadLetters, change).run()
  }
}
