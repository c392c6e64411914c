import WeirCore
import WeirFormats
import WeirRuntime
import WeirStorage

/// `weir status`: what a job's process says of itself.
struct StatusCommand {
  let context: CommandContext

  func run() async throws -> ExitCode {
    let name = try context.job().name
    let paths = try context.paths()
    let environment = context.environment
    let report = try await environment.blocking.run {
      try StatusReport(job: name, paths: paths, fileSystem: environment.fileSystem)
    }
    if context.wantsJSON {
      try context.say(json: report)
      return .success
    }
    // What reads a pipe wants whole lines.
    let width =
      context.console.isTerminal(.standard) ? context.console.size(of: .standard).columns : .max
    let now = EventTime(milliseconds: environment.clock.now().milliseconds)
    for line in report.lines(now: now, width: width) { context.console.say(line) }
    return .success
  }
}
