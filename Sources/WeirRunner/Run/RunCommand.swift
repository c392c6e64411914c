import WeirCore
import WeirGraph
import WeirReading
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
    try await report(ending.result, ending.progress, of: type)
    return .success
  }

  private var isQuiet: Bool { context.arguments.has("quiet") }

  /// What the stores are. That they cannot be told is no reason to call the run a failure.
  private func kinds(of job: String) async -> [String: StoreKind] {
    let data = context.dataDirectory
    do {
      return try await context.environment.blocking.run {
        let stores = try JobReader(dataDirectory: data, job: job).stores()
        return Dictionary(
          stores.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
      }
    } catch {
      return [:]
    }
  }

  private func report(
    _ result: RunResult, _ progress: JobProgress, of job: any Job.Type
  ) async throws {
    var report = RunReport(result, job: job.name, operators: progress.operators)
    let kinds = await kinds(of: job.name)
    for index in report.stores.indices {
      report.stores[index].kind = kinds[report.stores[index].sink]?.rawValue
    }
    if context.wantsJSON {
      try context.say(line: report)
    } else if !isQuiet {
      let followUps = job.followUps.map { context.hint($0) }
      let lines = report.lines(followUps: followUps) {
        context.hint("\(kinds[$0] ?? .lines)", job.name, $0)
      }
      for line in lines { context.console.say(PrintableText.escaped(line)) }
    }
  }
}
