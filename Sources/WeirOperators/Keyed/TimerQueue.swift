import WeirCore

/// Timers in the order in which they fire: time, key group, key bytes, then order of registration.
///
/// Those to come lie in a wheel; those whose time it is, or that were registered behind it, in a
/// heap, which is what makes their order. It never looks entries up: owners keep the truth about
/// what is registered beside the key's state and ignore entries that it no longer confirms.
@usableFromInline final class TimerQueue<Key: FieldValue> {
  @usableFromInline typealias Entry = TimerEntry<Key>

  /// Behind a pointer, so that a record that registers a timer pays for no exclusivity checks.
  @usableFromInline struct Storage {
    @usableFromInline var heap: TimerHeap<Key>
    @usableFromInline var wheel = TimerWheel<Key>()
    @usableFromInline var nextSequence: UInt64 = 0
    @inlinable init(keyGroupCount: Int) { heap = TimerHeap(keyGroupCount: keyGroupCount) }
  }

  @usableFromInline let storage: UnsafeMutablePointer<Storage>

  @inlinable init(keyGroupCount: Int) {
    storage = .allocate(capacity: 1)
    storage.initialize(to: Storage(keyGroupCount: keyGroupCount))
  }

  deinit {
    storage.pointee.wheel.destroy()
    storage.deinitialize(count: 1)
    storage.deallocate()
  }

  /// The time of the first timer.
  @inlinable var first: Int64? { storage.pointee.heap.first ?? storage.pointee.wheel.first }

  /// The key of one of the timers; there must be one.
  @inlinable var anyKey: Key {
    storage.pointee.heap.entries.first?.key ?? storage.pointee.wheel.anyKey
  }

  @inlinable
  func insert(time: Int64, hash: UInt64, key: Key, chainLength: UInt32 = 0) {
    let entry = Entry(
      time: time, hash: hash, sequence: storage.pointee.nextSequence, key: key,
      chainLength: chainLength)
    storage.pointee.nextSequence &+= 1
    if time > storage.pointee.wheel.now {
      storage.pointee.wheel.insert(entry)
    } else {
      storage.pointee.heap.insert(entry)
    }
  }

  /// Takes the first timer out; there must be one.
  @inlinable func removeFirst() -> Entry {
    let storage = storage
    if storage.pointee.heap.isEmpty {
      if let single = storage.pointee.wheel.takeSingle() { return single }
      storage.pointee.wheel.turn { storage.pointee.heap.insert($0) }
    }
    return storage.pointee.heap.removeFirst()
  }
}
