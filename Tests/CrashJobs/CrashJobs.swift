import Weir
import WeirRunner

/// The program `weir-crash-jobs`: jobs that exist to be killed, in a package of their own as far as
/// the engine can tell. They import what a user's package imports and nothing else.
@main struct CrashJobs: Runner {
  static let jobs: [any Job.Type] = [Skewed.self, Outside.self, Lagging.self, Poison.self]
}
