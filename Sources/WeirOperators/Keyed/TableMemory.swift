import Glibc

/// The memory of large tables, straight from the system: what is moved out of an old table while a
/// new one takes its place goes back at once, so that a table that grows is never there twice.
@usableFromInline enum TableMemory {
  /// Smaller ones come from the heap.
  private static let leastByteCount = 1 << 20

  /// Uninitialised memory, and whether it is the system's.
  @usableFromInline static func allocate(
    byteCount: Int, alignment: Int
  ) -> (start: UnsafeMutableRawPointer, isMapped: Bool) {
    if byteCount >= leastByteCount,
      let start = mmap(
        nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      start != MAP_FAILED
    {
      // Keys are spread over all of it: without large pages each costs a walk through page tables.
      madvise(start, byteCount, MADV_HUGEPAGE)
      return (start, true)
    }
    return (.allocate(byteCount: byteCount, alignment: alignment), false)
  }

  /// Gives the memory of ``allocate(byteCount:alignment:)`` back.
  @usableFromInline static func deallocate(
    _ start: UnsafeMutableRawPointer, byteCount: Int, isMapped: Bool
  ) {
    if isMapped { munmap(start, byteCount) } else { start.deallocate() }
  }

  /// Gives the whole pages back that end before `end`; the memory stays to be deallocated.
  /// - Parameter released: how many bytes at the start were given back before.
  /// - Returns: how many are now.
  @usableFromInline static func release(
    _ start: UnsafeMutableRawPointer, from released: Int, to end: Int
  ) -> Int {
    let pageByteCount = 1 << 21
    let whole = end / pageByteCount * pageByteCount
    guard whole > released else { return released }
    madvise(start + released, whole - released, MADV_DONTNEED)
    return whole
  }
}
