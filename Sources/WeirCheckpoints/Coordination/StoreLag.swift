import WeirCore

/// How far a store is behind the newest checkpoint.
public struct StoreLag: Sendable, Equatable {
  /// Everything up to this epoch is in the store; nil while it is not known to hold anything.
  public var appliedEpoch: CheckpointID?
  /// Manifested epochs that are left to apply, and the bytes of their segments.
  public var unappliedEpochCount: Int
  public var unappliedByteCount: Int64

  public init(
    appliedEpoch: CheckpointID? = nil, unappliedEpochCount: Int = 0, unappliedByteCount: Int64 = 0
  ) {
    self.appliedEpoch = appliedEpoch
    self.unappliedEpochCount = unappliedEpochCount
    self.unappliedByteCount = unappliedByteCount
  }
}

/// How far all stores are behind, and whether the sources wait for them.
public struct CommitLag: Sendable, Equatable {
  public var stores: [OperatorID: StoreLag]
  /// Whether the sources have been told to read no further.
  public var isThrottling: Bool

  public init(stores: [OperatorID: StoreLag] = [:], isThrottling: Bool = false) {
    self.stores = stores
    self.isThrottling = isThrottling
  }
}
