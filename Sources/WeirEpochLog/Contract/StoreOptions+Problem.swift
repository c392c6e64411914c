import WeirCore

extension StoreOptions {
  /// Why a store cannot work with these options, or nil.
  public var problem: String? {
    if pageSize < 1 { return "pageSize must be at least 1, not \(pageSize)" }
    if perPartitionParallelOperations < 1 {
      return "perPartitionParallelOperations must be at least 1, not "
        + "\(perPartitionParallelOperations)"
    }
    if autoFlushInterval < .zero { return "autoFlushInterval must not be negative" }
    if retryLimit < 1 { return "retryLimit must be at least 1, not \(retryLimit)" }
    if retryBase < .zero || retryJitter < .zero {
      return "retryBase and retryJitter must not be negative"
    }
    if retryCap <= .zero { return "retryCap must be more than nothing" }
    return nil
  }
}
