import WeirCore

/// Deals records out by the key group of their key.
public final class HashPartitioner<Element: FieldValue>: Partitioner {
  /// The open batch of each destination, and write cursors beside them: the loop touches no class
  /// property per record.
  @usableFromInline let open: UnsafeMutablePointer<Batch<Element>>
  @usableFromInline let values: UnsafeMutablePointer<UnsafeMutablePointer<Element>>
  @usableFromInline let times: UnsafeMutablePointer<UnsafeMutablePointer<EventTime>?>
  @usableFromInline let counts: UnsafeMutablePointer<Int>
  @usableFromInline let destinationCount: Int
  @usableFromInline let keyGroupCount: Int
  /// The destination of each key group: a division per record would cost more than the look-up.
  @usableFromInline let owners: UnsafeMutablePointer<Int>
  @usableFromInline let pool = BatchPool<Element>()
  @exclusivity(unchecked) @usableFromInline var hasTimes = false
  private let deal: (Batch<Element>, HashPartitioner<Element>) throws -> Void

  /// - Parameter deal: calls ``deal(_:key:)`` with the key selector, specialised where it is known.
  public init(
    destinationCount: Int, keyGroupCount: Int,
    deal: @escaping (Batch<Element>, HashPartitioner<Element>) throws -> Void
  ) {
    self.destinationCount = destinationCount
    self.keyGroupCount = keyGroupCount
    self.deal = deal
    open = .allocate(capacity: destinationCount)
    values = .allocate(capacity: destinationCount)
    times = .allocate(capacity: destinationCount)
    counts = .allocate(capacity: destinationCount)
    owners = .allocate(capacity: keyGroupCount)
    for group in 0..<keyGroupCount {
      owners[group] = KeyGroupRange.owner(
        ofGroup: group, parallelism: destinationCount, keyGroupCount: keyGroupCount)
    }
    for index in 0..<destinationCount {
      let batch = pool.take()
      (open + index).initialize(to: batch)
      values[index] = batch.values
      times[index] = nil
      counts[index] = 0
    }
  }

  deinit {
    for index in 0..<destinationCount { open[index].count = counts[index] }
    open.deinitialize(count: destinationCount)
    open.deallocate()
    values.deallocate()
    times.deallocate()
    counts.deallocate()
    owners.deallocate()
  }

  public override func scatter(_ batch: AnyBatch) throws {
    let batch = unsafeDowncast(batch, to: Batch<Element>.self)
    if batch.hasEventTimes != hasTimes {
      flush()
      hasTimes = batch.hasEventTimes
      for index in 0..<destinationCount { times[index] = hasTimes ? open[index].makeTimes() : nil }
    }
    try deal(batch, self)
    batch.recycle()
  }

  /// Moves the records of a batch to the destinations of their keys.
  @inlinable @inline(__always)
  public func deal<Key: FieldValue>(
    _ batch: Batch<Element>, key: (Element) throws -> Key
  ) throws {
    try deal(batch, hash: { try key($0).stableHash })
  }

  /// Moves the records of a batch to the destinations of their hashes.
  /// - Parameter hash: a stable hash; records of equal hashes go to one subtask.
  @inlinable @inline(__always)
  public func deal(_ batch: Batch<Element>, hash: (Element) throws -> UInt64) throws {
    let source = batch.values
    let sourceTimes = batch.times
    let end = batch.count
    var index = batch.head
    defer { batch.head = index }
    while index < end {
      let hash = try hash((source + index).pointee)
      let destination = owners[KeyGroup.index(ofHash: hash, count: keyGroupCount)]
      let count = counts[destination]
      (values[destination] + count).moveInitialize(from: source + index, count: 1)
      if let sourceTimes { times[destination].unsafelyUnwrapped[count] = sourceTimes[index] }
      counts[destination] = count &+ 1
      index &+= 1
      if count &+ 1 == Batch<Element>.defaultCapacity { close(destination) }
    }
  }

  /// Queues a destination's open batch and begins a new one.
  @inlinable @inline(never) func close(_ destination: Int) {
    let batch = open[destination]
    batch.count = counts[destination]
    batch.hasEventTimes = hasTimes
    outgoing.append(Outgoing(destination: destination, batch: batch))
    let fresh = pool.take()
    open[destination] = fresh
    values[destination] = fresh.values
    times[destination] = hasTimes ? fresh.makeTimes() : nil
    counts[destination] = 0
  }

  public override func flush() {
    for destination in 0..<destinationCount where counts[destination] > 0 { close(destination) }
  }
}
