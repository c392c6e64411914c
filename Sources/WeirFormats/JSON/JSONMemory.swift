import WeirCore

/// What a reader of many documents of one type keeps from one to the next: it only makes reading
/// faster and never changes what is read or refused.
@usableFromInline struct JSONMemory {
  @usableFromInline var shape = JSONShape()
  @usableFromInline var rawValues = JSONRawValues()
  /// Takes documents behind which too little is readable.
  @usableFromInline let copy: UnsafeMutablePointer<UInt8>
  /// Objects in a row that did not have the shape expected of them.
  @usableFromInline var missCount = 0
  /// Objects to be read before a shape is learned again.
  @usableFromInline var pause = 0

  /// Longer documents are not copied.
  @inlinable @inline(__always) static var copyLimit: Int { 4096 }

  @usableFromInline init() { copy = .allocate(capacity: Self.copyLimit + JSONShape.margin) }

  @usableFromInline func deallocate() {
    shape.deallocate()
    rawValues.deallocate()
    copy.deallocate()
  }

  /// Copies a document to where a line break and more stand behind it.
  @usableFromInline @inline(never)
  func copy(_ document: UnsafeBufferPointer<UInt8>) -> UnsafeRawBufferPointer? {
    guard document.count <= Self.copyLimit, let start = document.baseAddress else { return nil }
    copy.update(from: start, count: document.count)
    (copy + document.count).update(repeating: 0x0A, count: JSONShape.margin)
    return UnsafeRawBufferPointer(start: copy, count: document.count)
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
