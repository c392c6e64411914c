import WeirCore

/// Short texts and the enum cases that they stand for, so that a case is found without making a
/// `String` of its text.
///
/// A text has one place. Whatever was there before gives way.
@usableFromInline struct JSONRawValues {
  @usableFromInline struct Entry {
    @usableFromInline var type: ObjectIdentifier?
    @usableFromInline var text: ShortText
    @usableFromInline var value: UInt64
  }

  @inlinable @inline(__always) static var capacity: Int { 64 }

  @usableFromInline let entries: UnsafeMutablePointer<Entry>

  init() {
    entries = .allocate(capacity: Self.capacity)
    let none = Entry(type: nil, text: ShortText(low: 0, high: 0, count: 0), value: 0)
    entries.initialize(repeating: none, count: Self.capacity)
  }

  func deallocate() { entries.deallocate() }

  /// Whether values of the type can be kept.
  @inlinable @inline(__always) static func keeps<Value>(_ type: Value.Type) -> Bool {
    _isPOD(type) && MemoryLayout<Value>.size <= 8
  }

  @inlinable @inline(__always)
  func entry(of text: ShortText) -> UnsafeMutablePointer<Entry> {
    let mixed = (text.low ^ text.high) &* 0x9E37_79B9_7F4A_7C15
    return entries + Int(truncatingIfNeeded: mixed >> 58)
  }

  @inlinable @inline(__always)
  func find<Value>(_ type: Value.Type, _ text: ShortText) -> Value? {
    let entry = entry(of: text)
    guard entry.pointee.text == text,
      entry.pointee.type == ObjectIdentifier(type)
    else { return nil }
    return withUnsafeBytes(of: entry.pointee.value) { $0.loadUnaligned(as: Value.self) }
  }

  @inlinable @inline(never)
  func remember<Value>(_ value: Value, _ text: ShortText) {
    let entry = entry(of: text)
    entry.pointee.type = ObjectIdentifier(Value.self)
    entry.pointee.text = text
    withUnsafeBytes(of: value) { bytes in
      entry.pointee.value = 0
      withUnsafeMutableBytes(of: &entry.pointee.value) { $0.copyMemory(from: bytes) }
    }
  }
}

/// Up to 15 bytes of text in two words, the first one lowest, and zeros behind them.
@usableFromInline struct ShortText: Equatable {
  @usableFromInline let low: UInt64
  /// The count stands in the highest byte.
  @usableFromInline let high: UInt64

  @inlinable @inline(__always) init(low: UInt64, high: UInt64, count: Int) {
    self.low = low
    self.high = high | UInt64(truncatingIfNeeded: count) &<< 56
  }

  @inlinable @inline(__always) var count: Int { Int(truncatingIfNeeded: high &>> 56) }
}
