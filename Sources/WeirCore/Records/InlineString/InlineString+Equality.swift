extension InlineString: Hashable {
  @inlinable @inline(__always)
  public static func == (left: Self, right: Self) -> Bool {
    guard left.length == right.length else { return false }
    return withUnsafeBytes(of: left.bytes) { left in
      withUnsafeBytes(of: right.bytes) { right in
        var difference: UInt64 = 0
        var offset = 0
        while offset < capacity {
          difference |= word(left, offset) ^ word(right, offset)
          offset &+= 8
        }
        return difference == 0
      }
    }
  }

  @inlinable @inline(__always)
  public func hash(into hasher: inout Hasher) { hasher.combine(stableHash) }

  /// What dictionaries and sets ask for, without the cost of a `Hasher`: the seed is theirs.
  @inlinable @inline(__always)
  public func _rawHashValue(seed: Int) -> Int {
    let seed = UInt64(truncatingIfNeeded: seed) ^ StableHash.seed(Int(length))
    return Int(truncatingIfNeeded: hash(from: seed))
  }

  /// Up to eight bytes at an offset below `capacity`, the first of them lowest.
  ///
  /// The capacity is known where this is compiled for it, and what is left of this one or two loads.
  @inlinable @inline(__always)
  static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    var offset = offset
    let rest = capacity &- offset
    let base = bytes.baseAddress.unsafelyUnwrapped
    if rest >= 8 {
      return UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    var word: UInt64 = 0
    var shift: UInt64 = 0
    if rest & 4 != 0 {
      word = UInt64(
        UInt32(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
      offset &+= 4
      shift = 32
    }
    if rest & 2 != 0 {
      let half = UInt16(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
      word |= UInt64(half) &<< shift
      offset &+= 2
      shift &+= 16
    }
    if rest & 1 != 0 {
      word |= UInt64(base.load(fromByteOffset: offset, as: UInt8.self)) &<< shift
    }
    return word
  }
}

extension InlineString: Comparable {
  /// The order of the UTF-8 bytes, which is the order of the Unicode scalars.
  @inlinable public static func < (left: Self, right: Self) -> Bool {
    left.withUTF8 { left in right.withUTF8 { left.lexicographicallyPrecedes($0) } }
  }
}

extension InlineString {
  /// Whether the bytes of both are the same. Literals are better compared as inline texts, which
  /// they are without this.
  @inlinable @inline(__always) @_disfavoredOverload
  public static func == (left: Self, right: String) -> Bool {
    var right = right
    return left.withUTF8 { left in right.withUTF8 { ExactBytes.areEqual(left, $0) } }
  }

  /// Whether the bytes of both differ.
  @inlinable @inline(__always) @_disfavoredOverload
  public static func != (left: Self, right: String) -> Bool { !(left == right) }
}
