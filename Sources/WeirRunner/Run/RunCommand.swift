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
    try report(ending.result, ending.progress, of: type)
    return .success
  }

  private var isQuiet: Bool { context.arguments.has("quiet") }

  private func report(
    _ result: RunResult, _ progress: JobProgress, of job: any Job.Type
  ) throws {
    let report = RunReport(result, job: job.name, operators: progress.operators)
    if context.wantsJSON {
      try context.say(line: report)
    } else if !isQuiet {
      let followUps = job.followUps.map { context.hint($0) }
      let lines = report.lines(followUps: followUps) { context.hint("lines", job.name, $0) }
      for line in lines { context.console.say(PrintableText.escaped(line)) }
    }
  }
}
