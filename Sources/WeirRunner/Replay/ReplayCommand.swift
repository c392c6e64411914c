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
    let into = try directory(range.original, type.name)
    let environment = context.environment
    let job = try StoredJob.job(type, range.from.manifest.parameters, context)
    try check(JobParameters.list(of: job), against: range.from.manifest)
    var options = try RunOptionsReader(context: context).options(of: type)
    options.dataDirectory = into
    options.recovery = .latest
    // Everything that the replay does stays readable, however many checkpoints it takes.
    options.checkpoints.retainedCount = .max
    options.until = range.limit
    // What is wrong with the job is said before anything is written.
    let plan = try StoredJob.plan(job, parallelism: options.parallelism)
    let paths = JobPaths(dataDirectory: into, job: type.name)
    let seed = ReplaySeed(range.from, paths: paths, environment: environment)
    if context.arguments.has("with-stores") {
      let copy = StoresCopy(range: range, replay: paths, plan: plan, environment: environment)
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
    return try await compare(type.name, plan, range, paths)
  }

  /// A replay with another parameter would be a replay of something else.
  private func check(_ parameters: [JobParameter], against manifest: Manifest) throws {
    let texts = Dictionary(
      parameters.map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
    let changeable = Set(parameters.filter(\.isChangeable).map(\.name))
    guard let changed = manifest.changedParameter(in: texts, except: changeable) else { return }
    throw WeirError(
      .usage,
      "parameter --\(changed.name) is \"\(changed.now)\" but \(manifest.id) was made with"
        + " \"\(changed.before)\"; leave it out, the replay takes the checkpoint's")
  }

  private func directory(_ original: JobPaths, _ job: String) throws -> String {
    guard let into = context.arguments.values["into"], !into.isEmpty else {
      throw WeirError(.usage, "name a directory for the replay: --into DIR")
    }
    // Links and ".." may lead into the original by another name.
    let own = try ResolvedPath(original.directory)
    let places = [into, JobPaths(dataDirectory: into, job: job).directory]
    guard try !places.contains(where: { try ResolvedPath($0).isWithin(own) }) else {
      throw WeirError(
        .usage, "--into \(into) is within the directory of the original; name another one",
        at: .init(file: original.directory))
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

  private func compare(
    _ job: String, _ plan: ExecutionPlan, _ range: ReplayRange, _ paths: JobPaths
  ) async throws -> ExitCode {
    let comparison = ReplayComparison(
      range: range, replay: paths, plan: plan, environment: context.environment)
    let report = try await comparison.report(job: job)
    if context.wantsJSON {
      try context.say(json: report)
    } else {
      for line in report.lines { context.console.say(line) }
    }
    return report.isEqual ? .success : .failed
  }
}
