import Weir

/// The jobs of this repository, as `weir list` shows them.
public enum AllJobs {
<<<<<<< HEAD
  public static let jobs: [any Job.Type] = [WordCount.self]
=======
  public static let jobs: [any Job.Type] = [Flights.self, WordCount.self]
>>>>>>> main
}
