import WeirCore

/// A change that a store refused for good, as its partition file keeps it.
public struct StoredRejection: Sendable, Equatable {
  public let epoch: CheckpointID
  /// Its place among the partition's changes of the epoch.
  public let sequence: UInt64
  /// The raw value of the logged change's kind.
  public let kind: UInt8
  public let key: [UInt8]
  public let payload: [UInt8]
  public let reason: String
  /// Whether a later change of the same key was stored.
  public let isSuperseded: Bool
  /// Whether it was stored on request.
  public let isRedriven: Bool
  /// How often it was refused: once, and each time that it was given again in vain.
  public let refusalCount: Int64
}
