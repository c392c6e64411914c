import WeirCore
import WeirStorage

/// A published part of a lines store.
public struct FinishedPart: Sendable, Equatable {
  public let path: String
  /// Name of the bucket's directory; empty where the store has no buckets.
  public let bucketName: String
  /// The epoch that sealed it.
  public let epoch: CheckpointID
  public let attempt: Attempt
  public let subtask: Int
  /// Position among the parts of its writer.
  public let sequence: UInt64

  init(_ part: StagedPart, _ paths: LinesPaths) {
    path = paths.finished(part)
    bucketName = part.bucket
    epoch = part.name.epoch
    attempt = part.name.attempt
    subtask = part.name.subtask
    sequence = part.name.sequence
  }

  /// The bucket as its key was: UTF-8 bytes that are not valid are replaced, and a long key whose
  /// name was cut is shown as the name. Empty where the store has no buckets.
  public var bucket: String {
    SafeName.decode(bucketName).map { String(decoding: $0, as: UTF8.self) } ?? bucketName
  }
}
