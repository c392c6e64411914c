import Weir

/// The jobs of this repository, as `weir list` shows them.
public enum AllJobs {
  public static let jobs: [any Job.Type] =
    [Plays.self, Flights.self, WordCount.self] + NexmarkQueries.all
}
