import WeirCore
import WeirEpochLog

extension StoreOptions {
  /// Options under the names that users of Elasticsearch's sink know.
  /// - Parameters:
  ///   - bulkFlushMaxActions: How many changes are handed to the index in one go
  ///     (``StoreOptions/pageSize``).
  ///   - bulkFlushInterval: The longest time that a writer keeps changes in memory before they go
  ///     to the log (``StoreOptions/autoFlushInterval``).
  ///   - retryLimit: Failures in a row after which the index's breaker opens.
  public static func bulk(
    bulkFlushMaxActions: Int = 1000, bulkFlushInterval: Duration = .seconds(5),
    retryLimit: Int = 16
  ) -> StoreOptions {
    StoreOptions(
      pageSize: bulkFlushMaxActions, autoFlushInterval: bulkFlushInterval, retryLimit: retryLimit)
  }
}
