import WeirCore
import WeirStorage

/// A listed part, found again from the name that its segment has in the manifest.
struct StagedPart: Hashable, Sendable {
  /// Directory below the store's; empty without buckets.
  let bucket: String
  let name: PartName

  /// The segment's name: the pending file, relative to the store's directory.
  var segmentName: String { bucket.isEmpty ? name.pending : "\(bucket)/\(name.pending)" }

  init(bucket: String, name: PartName) {
    self.bucket = bucket
    self.name = name
  }

  /// The part that a manifest names; nil for every text that ``segmentName`` does not give, so that
  /// no manifest can lead outside the store.
  init?(segmentName: String) {
    let steps = segmentName.split(separator: "/", omittingEmptySubsequences: false)
    guard steps.count == 1 || steps.count == 2, let last = steps.last,
      let name = PartName(pending: String(last))
    else { return nil }
    let bucket = steps.count == 2 ? String(steps[0]) : ""
    guard steps.count == 1 || LinesPaths.isBucketName(bucket) else { return nil }
    self.init(bucket: bucket, name: name)
  }
}
