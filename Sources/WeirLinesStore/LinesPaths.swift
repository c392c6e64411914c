import WeirCore
import WeirStorage

/// Every path of one lines store.
///
///     _weir.json                                       whose store it is
///     part-00000017-a3-s0-0.jsonl                      finished
///     .part-00000017-a3-s0-1.jsonl.pending             sealed, waits for its commit
///     .part-00000012-a3-s0-2.jsonl.open                committed in part, and written on
///     .part-a3-s0-3.inprogress                         being written
///     <bucket>/…                                       the same, where there are buckets
struct LinesPaths: Sendable {
  /// The store's directory.
  let directory: String

  var marker: String { FilePaths.join(directory, StoreMarker.fileName) }

  /// The directory of a bucket; the store's own for the empty name.
  func directory(ofBucket bucket: String) -> String {
    bucket.isEmpty ? directory : FilePaths.join(directory, bucket)
  }

  func file(_ name: StoreFileName, inBucket bucket: String = "") -> String {
    FilePaths.join(directory(ofBucket: bucket), name.text)
  }

  func staged(_ part: StagedPart) -> String { file(part.file, inBucket: part.bucket) }

  /// Whether `name` can be a bucket's directory: only the bytes that ``SafeName`` writes, so it
  /// leads nowhere else.
  static func isBucketName(_ name: String) -> Bool {
    name.utf8.starts(with: "p_".utf8) && name.utf8.count <= SafeName.byteLimit
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "%"), UInt8(ascii: "~"):
          true
        default: false
        }
      }
  }
}
