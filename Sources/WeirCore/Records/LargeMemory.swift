import Glibc

/// Memory that holds much: from ``hugePageByteCount`` on it asks the system for huge pages.
///
/// State that is looked up by hash touches a page per look-up; with pages of 4 KiB a table of 32 MiB
/// misses the processor's page cache nearly every time, and each page is cleared by a fault of its
/// own. Where the system gives none the memory is as any other.
public enum LargeMemory {
  public static var hugePageByteCount: Int { 1 << 21 }

  /// Uninitialised memory for so many values; give it back with `deallocate()`.
  public static func allocate<Value>(capacity: Int) -> UnsafeMutablePointer<Value> {
    guard capacity &* MemoryLayout<Value>.stride >= hugePageByteCount else {
      return .allocate(capacity: capacity)
    }
    return allocate(byteCount: capacity &* MemoryLayout<Value>.stride)
      .bindMemory(to: Value.self, capacity: capacity)
  }

  /// Uninitialised bytes, aligned to 16 at least; give them back with `deallocate()`.
  public static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
    guard byteCount >= hugePageByteCount else {
      return .allocate(byteCount: byteCount, alignment: 16)
    }
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: byteCount, alignment: hugePageByteCount)
    // Advice: a system that has no huge pages, or none left, says so here and nothing is lost.
    _ = madvise(memory, byteCount / hugePageByteCount * hugePageByteCount, MADV_HUGEPAGE)
    return memory
  }

  /// Gives the pages back of what is not read again, before all is deallocated.
  /// - Parameters:
  ///   - byteCount: of the whole.
  ///   - discarded: how many bytes at the start were given back before, and now are.
  ///   - end: what lies before is not read again.
  public static func discard(
    _ memory: UnsafeMutableRawPointer, byteCount: Int, from discarded: inout Int, to end: Int
  ) {
    let whole = end / hugePageByteCount * hugePageByteCount
    guard byteCount >= hugePageByteCount, whole > discarded else { return }
    _ = madvise(memory + discarded, whole - discarded, MADV_DONTNEED)
    discarded = whole
  }
}
