import Glibc
import WeirCore
import WeirGraph

/// What the command line says about a job: its parameters and its parallelism.
struct JobOptions {
  let context: CommandContext

  init(_ context: CommandContext) { self.context = context }

  /// The job with the parameters that were given.
  func job<J: Job>(_ type: J.Type) throws -> J {
    var job = J()
    let texts = context.arguments.values.filter { !Command.reservedNames.contains($0.key) }
    try JobParameters.assign(texts, to: &job)
    return job
  }

  /// The parallelism asked for, or the number of processors; a job never runs with more subtasks
  /// than it has key groups.
  func parallelism(of type: any Job.Type) throws -> Int {
    if let asked = try context.positiveNumber("parallelism") {
      guard asked <= type.keyGroupCount else {
        throw WeirError(
          .usage,
          "--parallelism \(asked) is more than the \(type.keyGroupCount) key groups of the job",
          at: .init(job: type.name))
      }
      return asked
    }
    return max(1, min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), type.keyGroupCount))
  }
}
