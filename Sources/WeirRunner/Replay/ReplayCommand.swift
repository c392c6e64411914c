import WeirCheckpoints
import WeirCore
import WeirGraph
import WeirRuntime
import WeirStorage

/// `weir replay`: runs a job again from one of its checkpoints, in a directory of its own. The
/// original is only read.
struct ReplayCommand {
  let context: CommandContext

  func run() async throws -> ExitCode { try await run(context.job()) }

  private func run<J: Job>(_ type: J.Type) async throws -> ExitCode {
    let range = try await ReplayRange(context, type)
    let into = try directory(range.original)
    let environment = context.environment
    let job = try StoredJob.job(type, range.from.manifest.parameters, context)
    var options = try RunOptionsReader(context: context).options(of: type)
    options.dataDirectory = into
    options.recovery = .latest
    // Everything that the replay does stays readable, however many checkpoints it takes.
    options.checkpoints.retainedCount = .max
    options.until = range.limit
    let paths = JobPaths(dataDirectory: into, job: type.name)
    let seed = ReplaySeed(range.from, paths: paths, environment: environment)
    if context.arguments.has("with-stores") {
      let copy = StoresCopy(
        range: range, replay: paths,
        plan: try StoredJob.plan(job, parallelism: options.parallelism), environment: environment)
      try await seed.plant { try await copy.make($0) }
    } else {
      try await seed.plant()
    }
    let ending = try await ReportedRun(
      context: context, options: options, environment: environment
    ).run(job)
    guard context.arguments.has("compare") else { return try report(ending, of: type.name) }
    guard !ending.wasInterrupted else {
      throw WeirError(
        .cancelled, "the replay was stopped before its end, so there is nothing to compare")
    }
    return try await compare(job, range, paths, options)
  }

  private func directory(_ original: JobPaths) throws -> String {
    guard let into = context.arguments.values["into"], !into.isEmpty else {
      throw WeirError(.usage, "name a directory for the replay: --into DIR")
    }
    guard into != context.dataDirectory else {
      throw WeirError(.usage, "--into is the directory of the original; name another one")
    }
    return into
  }

  private func report(_ ending: ReportedRun.Ending, of job: String) throws -> ExitCode {
    let report = RunReport(ending.result, job: job, operators: ending.progress.operators)
    if context.wantsJSON {
      try context.say(line: report)
    } else if !context.arguments.has("quiet") {
      let into = context.arguments.values["into"] ?? ""
      let lines = report.lines { context.hint(in: into, "lines", job, $0) }
      for line in lines { context.console.say(PrintableText.escaped(line)) }
    }
    return .success
  }

  private func compare<J: Job>(
    _ job: J, _ range: ReplayRange, _ paths: JobPaths, _ options: RunOptions
  ) async throws -> ExitCode {
    let plan = try StoredJob.plan(job, parallelism: options.parallelism)
    let comparison = ReplayComparison(
      range: range, replay: paths, plan: plan, environment: context.environment)
    let report = try await comparison.report(job: J.name)
    if context.wantsJSON {
      try context.say(json: report)
    } else {
      for line in report.lines { context.console.say(line) }
    }
    return report.isEqual ? .success : .failed
  }
}
