import Synchronization

/// Empty batches of one record type, shared by the task that fills them and the one that empties
/// them.
public final class BatchPool<Element: FieldValue>: Sendable {
  /// More free batches than this are given back to the allocator.
  static var freeLimit: Int { 64 }

  /// Free of their type, so that a pool costs no look-up of it.
  private let free = Mutex<[AnyBatch]>([])
  /// Capacity of the batches it makes.
  public let batchCapacity: Int

  public init(batchCapacity: Int = Batch<Element>.defaultCapacity) {
    self.batchCapacity = batchCapacity
  }

  /// An empty batch with room for at least `capacity` records.
  public func take(capacity: Int? = nil) -> Batch<Element> {
    let wanted = max(capacity ?? batchCapacity, 1)
    guard wanted <= batchCapacity else { return Batch(capacity: wanted) }
    if let free = free.withLock({ $0.popLast() }) {
      let batch = unsafeDowncast(free, to: Batch<Element>.self)
      batch.pool = self
      return batch
    }
    return Batch(capacity: batchCapacity, pool: self)
  }

  func put(_ batch: Batch<Element>) {
    guard batch.capacity == batchCapacity else { return }
    free.withLock { if $0.count < Self.freeLimit { $0.append(batch) } }
  }
}
