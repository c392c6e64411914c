import WeirCore

/// Timers in the order in which they fire: time, key group, key bytes, then order of registration.
///
/// A binary heap (Knuth, TAOCP vol. 3, 5.2.3).
@usableFromInline struct TimerHeap<Key: FieldValue> {
  @usableFromInline typealias Entry = TimerEntry<Key>

  @usableFromInline var entries: [Entry] = []
  @usableFromInline let keyGroupCount: Int

  @inlinable init(keyGroupCount: Int) { self.keyGroupCount = keyGroupCount }

  @inlinable var isEmpty: Bool { entries.isEmpty }

  /// The time of the first timer.
  @inlinable var first: Int64? { entries.first?.time }

  @inlinable func precedes(_ left: Entry, _ right: Entry) -> Bool {
    if left.time != right.time { return left.time < right.time }
    if left.hash != right.hash {
      let leftGroup = KeyGroup.index(ofHash: left.hash, count: keyGroupCount)
      let rightGroup = KeyGroup.index(ofHash: right.hash, count: keyGroupCount)
      if leftGroup != rightGroup { return leftGroup < rightGroup }
    }
    let order = Key.compareKeys(left.key, right.key)
    return order != 0 ? order < 0 : left.sequence < right.sequence
  }

  @inlinable mutating func insert(_ entry: Entry) {
    entries.append(entry)
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard precedes(entries[child], entries[parent]) else { break }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes the first timer out; there must be one.
  @inlinable mutating func removeFirst() -> Entry {
    entries.swapAt(0, entries.count - 1)
    let removed = entries.removeLast()
    var parent = 0
    while true {
      let left = 2 * parent + 1
      guard left < entries.count else { break }
      var least = left
      if left + 1 < entries.count, precedes(entries[left + 1], entries[left]) { least = left + 1 }
      guard precedes(entries[least], entries[parent]) else { break }
      entries.swapAt(least, parent)
      parent = least
    }
    return removed
  }
}
