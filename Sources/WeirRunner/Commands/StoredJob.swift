import WeirCheckpoints
import WeirCore
import WeirGraph
import WeirLinesStore
import WeirRuntime
import WeirStorage

/// A job as its directory knows it: declared with the parameters that its checkpoints were made
/// with, and planned.
struct StoredJob: Sendable {
  let paths: JobPaths
  let record: AttemptRecord
  let plan: ExecutionPlan
  /// The parameters that are not as the job declares them, as words of a command line.
  let changedWords: [String]

  /// - Throws: `usage` when the job was never run in the directory.
  init<J: Job>(_ type: J.Type, _ context: CommandContext) async throws {
    paths = JobPaths(dataDirectory: context.dataDirectory, job: J.name)
    record = try await Self.record(paths, context.environment)
    let store = CheckpointStore(
      paths: paths, jobID: record.jobID, environment: context.environment)
    let newest = try await store.list().compactMap(\.manifest).last
    let stored = newest?.parameters ?? [:]
    changedWords = try JobParameters.list(of: J()).flatMap { parameter in
      guard let text = stored[parameter.name], text != parameter.text else { return [String]() }
      return ["--\(parameter.name)", text]
    }
    let job = try Self.job(type, stored, context)
    plan = try Self.plan(job, parallelism: JobOptions(context).parallelism(of: type))
  }

  static func record(_ paths: JobPaths, _ environment: Environment) async throws -> AttemptRecord {
    if let record = try await AttemptRecord.read(paths, environment) { return record }
    throw WeirError(
      .usage, "the job was never run here; check --data", at: .init(file: paths.directory))
  }

  /// A job with stored parameters, and those of the command line on top.
  static func job<J: Job>(
    _ type: J.Type, _ stored: [String: String], _ context: CommandContext
  ) throws -> J {
    let known = Set(try JobParameters.list(of: J()).map(\.name))
    var texts = stored.filter { known.contains($0.key) }
    for (name, text) in context.arguments.values where known.contains(name) { texts[name] = text }
    var job = J()
    try JobParameters.assign(texts, to: &job)
    return job
  }

  static func plan<J: Job>(_ job: J, parallelism: Int) throws -> ExecutionPlan {
    let builder = JobBuilder(deadLetterSink: JSONLinesSink<DeadLetter>())
    try job.define(on: builder)
    return try Planner(parallelism: parallelism, keyGroupCount: J.keyGroupCount)
      .plan(builder.finish(), job: J.name)
  }

  /// What a sink is told about where its store is, for reading.
  static func context(
    of sink: OperatorID, _ paths: JobPaths, _ record: AttemptRecord, _ environment: Environment
  ) -> SinkContext {
    SinkContext(
      job: record.job, jobID: record.jobID, operatorID: sink, subtask: 0, parallelism: 1,
      attempt: record.attemptNumber, directory: paths.directory(ofSink: sink),
      logDirectory: paths.log(of: sink),
      environment: environment)
  }
}
