import Synchronization
import WeirCore
import WeirGraph
import WeirLinesStore
import WeirRuntime
import WeirStorage

/// One run of a job with its progress on the console and its end on a signal.
struct ReportedRun: Sendable {
  let context: CommandContext
  let options: RunOptions
  let environment: Environment

  /// What a run ended with.
  struct Ending {
    let result: RunResult
    let progress: JobProgress
    /// Whether a signal asked for the end.
    let wasInterrupted: Bool
  }

  func run<J: Job>(_ job: J) async throws -> Ending {
    let runner = JobRunner(
      job, options: options, environment: environment, deadLetterSink: JSONLinesSink<DeadLetter>())
    let interrupted = Interruption()
    try StopSignals.install {
      interrupted.note()
      runner.stop()
    }
    let reporter = ProgressReporter(
      style: style, console: context.console, clock: environment.clock,
      progress: { runner.progress() })
    let reporting = environment.spawner.spawn { await reporter.run() }
    let result: Result<RunResult, any Error>
    do { result = .success(try await runner.run()) } catch { result = .failure(error) }
    reporting.cancel()
    await reporting.wait()
    return Ending(
      result: try result.get(), progress: runner.progress(), wasInterrupted: interrupted.isNoted)
  }

  private var style: ProgressStyle {
    ProgressStyle(
      isQuiet: context.arguments.has("quiet"), wantsJSON: context.wantsJSON,
      isTerminal: context.console.isTerminal(.error))
  }
}

/// Whether a signal came.
private final class Interruption: Sendable {
  private let value = Mutex(false)
  func note() { value.withLock { $0 = true } }
  var isNoted: Bool { value.withLock { $0 } }
}
