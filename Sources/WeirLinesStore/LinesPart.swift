import WeirCore
import WeirStorage

/// A part of a lines store as a reader sees it: published, or at a cut also staged.
public struct LinesPart: Sendable, Equatable {
  /// Where the part was when the reader looked; one that is not published moves when it is.
  public let path: String
  /// Name of the bucket's directory; empty where the store has no buckets.
  public let bucketName: String
  /// The epochs that sealed it, as far as they are known: of a part that is still open the first.
  public let epochs: ClosedRange<CheckpointID>
  public let attempt: Attempt
  public let subtask: Int
  /// Position among the parts of its writer.
  public let sequence: UInt64
  public let compression: LinesCompression
  /// Bytes of the file that the reader sees; nil: all.
  public let byteCount: UInt64?
  /// CRC-32C of those bytes where the part is not published: nobody has looked at them yet.
  let checksum: UInt32?
  /// Whether it has its published name.
  public let isPublished: Bool

  init(
    _ entry: StoreListing.Entry, _ name: PartName, _ paths: LinesPaths, byteCount: UInt64?,
    checksum: UInt32? = nil
  ) {
    path = paths.file(entry.name, inBucket: entry.bucket)
    bucketName = entry.bucket
    epochs = name.epochs
    attempt = name.id.attempt
    subtask = name.id.subtask
    sequence = name.id.sequence
    compression = name.compression
    self.byteCount = byteCount
    self.checksum = checksum
    if case .finished = entry.name { isPublished = true } else { isPublished = false }
  }

  /// The bucket as its key was: UTF-8 bytes that are not valid are replaced, and a long key whose
  /// name was cut is shown as the name. Empty where the store has no buckets.
  public var bucket: String {
    SafeName.decode(bucketName).map { String(decoding: $0, as: UTF8.self) } ?? bucketName
  }

  var id: PartID { PartID(attempt: attempt, subtask: subtask, sequence: sequence) }

  /// The order in which a reader goes through parts.
  static func < (left: LinesPart, right: LinesPart) -> Bool {
    (left.bucketName, left.epochs.lowerBound, left.id)
      < (right.bucketName, right.epochs.lowerBound, right.id)
  }
}

extension LinesPart: CustomStringConvertible {
  /// Its file and how much of it is seen.
  public var description: String { "\(path) \(byteCount.map(String.init) ?? "whole")" }
}
