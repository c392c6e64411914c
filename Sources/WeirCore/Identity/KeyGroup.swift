/// A fixed share of all keys, the unit in which keyed state moves when a job is rescaled.
///
/// A key's group is the position of its stable hash on the hash line, so that a table that is
/// ordered by hash holds each group as one contiguous range.
@frozen
public struct KeyGroup: Hashable, Comparable, Sendable {
  /// 0 ..< the job's key group count.
  public let index: Int
  @inlinable public init(_ index: Int) { self.index = index }

  /// The group that a hash falls into when the line is cut into `count` equal groups.
  @inlinable @inline(__always)
  public static func index(ofHash hash: UInt64, count: Int) -> Int {
    Int(truncatingIfNeeded: hash.multipliedFullWidth(by: UInt64(truncatingIfNeeded: count)).high)
  }

  @inlinable public static func < (left: KeyGroup, right: KeyGroup) -> Bool {
    left.index < right.index
  }
}

/// The contiguous key groups that one subtask owns.
@frozen
public struct KeyGroupRange: Hashable, Sendable {
  /// First group of the range.
  public let lowerBound: Int
  /// One past the last group.
  public let upperBound: Int
  /// How many groups the job has in all; fixed for a job's life.
  public let keyGroupCount: Int

  @inlinable public init(lowerBound: Int, upperBound: Int, keyGroupCount: Int) {
    self.lowerBound = lowerBound
    self.upperBound = upperBound
    self.keyGroupCount = keyGroupCount
  }

  /// All groups: the range of the only subtask at parallelism 1.
  @inlinable public static func all(keyGroupCount: Int) -> KeyGroupRange {
    KeyGroupRange(lowerBound: 0, upperBound: keyGroupCount, keyGroupCount: keyGroupCount)
  }

  /// The share of subtask `index` of `parallelism`. The shares are disjoint, cover every group and
  /// differ in size by one at most.
  @inlinable public static func share(
    ofSubtask index: Int, parallelism: Int, keyGroupCount: Int
  ) -> KeyGroupRange {
    KeyGroupRange(
      lowerBound: (index * keyGroupCount + parallelism - 1) / parallelism,
      upperBound: ((index + 1) * keyGroupCount + parallelism - 1) / parallelism,
      keyGroupCount: keyGroupCount)
  }

  /// The subtask that owns a group under `share(ofSubtask:parallelism:keyGroupCount:)`.
  @inlinable @inline(__always)
  public static func owner(ofGroup group: Int, parallelism: Int, keyGroupCount: Int) -> Int {
    group &* parallelism / keyGroupCount
  }

  /// Whether this subtask owns the key with that hash.
  @inlinable @inline(__always)
  public func contains(hash: UInt64) -> Bool {
    let group = KeyGroup.index(ofHash: hash, count: keyGroupCount)
    return group >= lowerBound && group < upperBound
  }
}
