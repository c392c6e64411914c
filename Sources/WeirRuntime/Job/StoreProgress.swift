import WeirCheckpoints
import WeirCore

/// How one sink's store is, and how far behind the newest checkpoint.
public struct StoreProgress: Record, Equatable {
  /// The sink's name.
  public var sink = ""
  /// Everything up to this epoch is in the store; nil while it is not known to hold anything.
  public var appliedEpoch: UInt64? = nil
  /// Epochs of complete checkpoints that are left to apply, and their bytes.
  public var unappliedEpochs = 0
  public var unappliedByteCount: Int64 = 0
  /// `closed`: the store works; `open`: it failed too often and is left alone for a while;
  /// `halfOpen`: one call is tried.
  public var breaker = StoreStatus.Breaker.closed.rawValue
  /// Failures in a row.
  public var failures = 0
  /// The last of them; nil when the last call worked.
  public var lastFailure: String? = nil
  /// Changes that the store refused for good since the start of the attempt.
  public var rejected: UInt64 = 0

  public init() {}

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("sink", &sink)
    try field("applied_epoch", &appliedEpoch)
    try field("unapplied_epochs", &unappliedEpochs)
    try field("unapplied_bytes", &unappliedByteCount)
    try field("breaker", &breaker)
    try field("failures", &failures)
    try field("last_failure", &lastFailure)
    try field("rejected", &rejected)
  }

  /// Whether the store does not work at the moment.
  public var isFailing: Bool {
    failures > 0 || breaker != StoreStatus.Breaker.closed.rawValue
  }

  static func list(
    _ lag: CommitLag, _ statuses: [OperatorID: StoreStatus]
  ) -> [StoreProgress] {
    Set(lag.stores.keys).union(statuses.keys).sorted().map { sink in
      let store = lag.stores[sink] ?? StoreLag()
      let status = statuses[sink] ?? StoreStatus()
      var progress = StoreProgress()
      progress.sink = sink.name
      progress.appliedEpoch = store.appliedEpoch?.number
      progress.unappliedEpochs = store.unappliedEpochCount
      progress.unappliedByteCount = store.unappliedByteCount
      progress.breaker = status.breaker.rawValue
      progress.failures = status.failureCount
      progress.lastFailure = status.lastFailure
      progress.rejected = status.rejectedCount
      return progress
    }
  }
}
