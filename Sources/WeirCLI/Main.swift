import WeirGraph
import WeirJobs
import WeirRunner

/// The program `weir`: the jobs of this repository.
@main struct Main: Runner {
  static let jobs: [any Job.Type] = AllJobs.jobs
}
