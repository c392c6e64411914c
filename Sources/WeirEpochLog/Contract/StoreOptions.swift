/// How a store is written. The first four have the names and the meaning that users of Apache
/// Ignite's data streamer know.
public struct StoreOptions: Sendable, Equatable {
  /// How many changes are handed to the store in one go.
  public var pageSize: Int
  /// How many stretches of a partition's log are read and prepared ahead of the store. Within a
  /// stretch, which is a whole epoch unless that is very large, only the last change of a key is
  /// handed over.
  public var perPartitionParallelOperations: Int
  /// The longest time that a writer keeps changes in memory before they go to the log.
  public var autoFlushInterval: Duration
  /// Failures in a row after which the store's breaker opens.
  public var retryLimit: Int
  /// The wait after the first failure; it doubles with each further one.
  public var retryBase: Duration
  /// The longest wait between two tries, and how long an open breaker waits before it lets one call
  /// through.
  public var retryCap: Duration
  /// A random part added to each wait, from nothing to this.
  public var retryJitter: Duration

  public init(
    pageSize: Int = 1000, perPartitionParallelOperations: Int = 1,
    autoFlushInterval: Duration = .milliseconds(5000), retryLimit: Int = 16,
    retryBase: Duration = .seconds(1), retryCap: Duration = .seconds(30),
    retryJitter: Duration = .milliseconds(500)
  ) {
    self.pageSize = pageSize
    self.perPartitionParallelOperations = perPartitionParallelOperations
    self.autoFlushInterval = autoFlushInterval
    self.retryLimit = retryLimit
    self.retryBase = retryBase
    self.retryCap = retryCap
    self.retryJitter = retryJitter
  }
}
