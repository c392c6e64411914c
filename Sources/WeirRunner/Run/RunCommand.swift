import WeirCore
import WeirGraph
import WeirRuntime
import WeirStorage

/// `weir run`: runs a job in this process until its input ends or a signal stops it.
struct RunCommand {
  let context: CommandContext

  func run() async throws -> ExitCode { try await run(context.job()) }

  private func run<J: Job>(_ type: J.Type) async throws -> ExitCode {
    let options = try RunOptionsReader(context: context).options(of: type)
    let job = try JobOptions(context).job(type)
    let environment = Environment.system(failpoints: try ArmedFailpoints.fromEnvironment())
    let run = ReportedRun(context: context, options: options, environment: environment)
    let ending = try await run.run(job)
    try report(ending.result, ending.progress, of: type.name)
    return .success
  }

  private var isQuiet: Bool { context.arguments.has("quiet") }

  private func report(
    _ result: RunResult, _ progress: JobProgress, of job: String
  ) throws {
    let report = RunReport(result, job: job, operators: progress.operators)
    if context.wantsJSON {
      try context.say(line: report)
    } else if !isQuiet {
      let lines = report.lines { context.hint("lines", job, $0) }
      for line in lines { context.console.say(PrintableText.escaped(line)) }
    }
  }
}
