/// A growable run of raw memory that encoders append to.
///
/// The bookkeeping sits behind a pointer: a class property would be checked for exclusive access
/// at every byte written.
public final class ByteBuffer: @unchecked Sendable {
  @usableFromInline struct Storage {
    @usableFromInline var base: UnsafeMutableRawPointer
    @usableFromInline var count: Int
    @usableFromInline var capacity: Int
    @inlinable init(base: UnsafeMutableRawPointer, count: Int, capacity: Int) {
      self.base = base
      self.count = count
      self.capacity = capacity
    }

    @inlinable @inline(__always) mutating func reserve(_ byteCount: Int) {
      if count &+ byteCount > capacity { grow(byteCount) }
    }

    @inlinable @inline(never) mutating func grow(_ byteCount: Int) {
      let needed = count + byteCount
      let larger = max(needed, capacity * 2)
      let moved = LargeMemory.allocate(byteCount: larger)
      moved.copyMemory(from: base, byteCount: count)
      base.deallocate()
      base = moved
      capacity = larger
    }

    @inlinable @inline(__always) mutating func append<Value: BitwiseCopyable>(_ value: Value) {
      reserve(MemoryLayout<Value>.size)
      appendReserved(value)
    }

    @inlinable @inline(__always)
    mutating func appendReserved<Value: BitwiseCopyable>(_ value: Value) {
      base.storeBytes(of: value, toByteOffset: count, as: Value.self)
      count &+= MemoryLayout<Value>.size
    }

    @inlinable @inline(__always) mutating func append(bytes: UnsafeRawBufferPointer) {
      guard let source = bytes.baseAddress else { return }
      reserve(bytes.count)
      (base + count).copyMemory(from: source, byteCount: bytes.count)
      count &+= bytes.count
    }
  }

  @usableFromInline let storage: UnsafeMutablePointer<Storage>

  @inlinable public init(capacity: Int = 256) {
    let capacity = max(16, capacity)
    storage = .allocate(capacity: 1)
    storage.initialize(
      to: Storage(
        base: LargeMemory.allocate(byteCount: capacity), count: 0, capacity: capacity))
  }

  /// A copy of bytes.
  public convenience init(_ bytes: UnsafeRawBufferPointer) {
    self.init(capacity: bytes.count)
    append(bytes: bytes)
  }

  deinit {
    storage.pointee.base.deallocate()
    storage.deallocate()
  }

  /// Bytes written so far.
  @inlinable @inline(__always) public var count: Int { storage.pointee.count }

  /// Forgets what was written and keeps the memory.
  @inlinable @inline(__always) public func removeAll() { storage.pointee.count = 0 }

  /// Cuts the buffer back to its first `count` bytes.
  @inlinable public func truncate(to count: Int) {
    precondition(count >= 0 && count <= storage.pointee.count)
    storage.pointee.count = count
  }

  /// Makes room for `byteCount` further bytes.
  @inlinable @inline(__always) public func reserve(_ byteCount: Int) {
    storage.pointee.reserve(byteCount)
  }

  /// Appends the bytes of a fixed-size value in the machine's order (always little endian here).
  @inlinable @inline(__always) public func append<Value: BitwiseCopyable>(_ value: Value) {
    storage.pointee.append(value)
  }

  /// As ``append(_:)``, after a sufficient ``reserve(_:)``.
  @inlinable @inline(__always) public func appendReserved<Value: BitwiseCopyable>(_ value: Value) {
    storage.pointee.appendReserved(value)
  }

  /// Appends a run of bytes.
  @inlinable @inline(__always) public func append(bytes: UnsafeRawBufferPointer) {
    storage.pointee.append(bytes: bytes)
  }

  /// Appends the UTF-8 bytes of a literal.
  @inlinable @inline(__always) public func append(literal text: StaticString) {
    append(bytes: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Overwrites bytes that were appended earlier, for lengths known only afterwards.
  @inlinable public func overwrite<Value: BitwiseCopyable>(_ value: Value, at offset: Int) {
    precondition(offset >= 0 && offset + MemoryLayout<Value>.size <= storage.pointee.count)
    storage.pointee.base.storeBytes(of: value, toByteOffset: offset, as: Value.self)
  }

  /// Calls `body` with the bytes written so far.
  @inlinable public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(
      UnsafeRawBufferPointer(start: storage.pointee.base, count: storage.pointee.count))
  }

  /// A copy of the bytes written so far.
  public func bytes() -> [UInt8] { withUnsafeBytes { Array($0) } }
}
