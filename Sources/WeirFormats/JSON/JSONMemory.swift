import WeirCore

/// What a reader of many documents of one type keeps from one to the next: it only makes reading
/// faster and never changes what is read or refused.
@usableFromInline struct JSONMemory {
  @usableFromInline var shape = JSONShape()
  @usableFromInline var rawValues = JSONRawValues()
  /// Objects in a row that did not have the shape expected of them.
  @usableFromInline var missCount = 0
  /// Objects to be read before a shape is learned again.
  @usableFromInline var pause = 0

  @usableFromInline init() {}

  @usableFromInline func deallocate() {
    shape.deallocate()
    rawValues.deallocate()
  }

  /// Objects of ever changing shapes are not learned each time.
  @usableFromInline mutating func miss() {
    missCount += 1
    shape.forget()
    pause = missCount <= 4 ? 0 : min(1 << min(missCount - 4, 16), 1024)
  }
}

/// Owns a ``JSONMemory``. Used by one task at a time.
@usableFromInline final class JSONMemoryOwner {
  @usableFromInline let memory: UnsafeMutablePointer<JSONMemory>

  @usableFromInline init() {
    memory = .allocate(capacity: 1)
    memory.initialize(to: JSONMemory())
  }

  deinit {
    memory.pointee.deallocate()
    memory.deallocate()
  }
}
