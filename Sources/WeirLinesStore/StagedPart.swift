import WeirCore
import WeirStorage

/// A part that is listed in a manifest, found again from the name that its segment has there.
struct StagedPart: Hashable, Sendable {
  /// Directory below the store's; empty without buckets.
  let bucket: String
  let name: PartName
  /// Whether it is open across epochs, or was until it was closed.
  let isOpen: Bool

  /// The segment's name: the staged file, relative to the store's directory.
  var segmentName: String { bucket.isEmpty ? file.text : "\(bucket)/\(file.text)" }
  /// The staged file.
  var file: StoreFileName { isOpen ? .open(name) : .pending(name) }

  init(bucket: String, name: PartName, isOpen: Bool = false) {
    self.bucket = bucket
    self.name = name
    self.isOpen = isOpen
  }

  /// The part that a manifest names; nil for every text that ``segmentName`` does not give, so that
  /// no manifest can lead outside the store.
  init?(segmentName: String) {
    let steps = segmentName.split(separator: "/", omittingEmptySubsequences: false)
    guard steps.count == 1 || steps.count == 2, let last = steps.last.map(String.init) else {
      return nil
    }
    let bucket = steps.count == 2 ? String(steps[0]) : ""
    guard steps.count == 1 || LinesPaths.isBucketName(bucket) else { return nil }
    if let name = PartName(pending: last) {
      self.init(bucket: bucket, name: name)
    } else if let name = PartName(open: last) {
      self.init(bucket: bucket, name: name, isOpen: true)
    } else {
      return nil
    }
  }
}
