extension InlineString: Hashable {
  @inlinable @inline(__always)
  public static func == (left: Self, right: Self) -> Bool {
    var difference: UInt64 = 0
    var index = 0
    while index < words {
      difference |= left.storage[unchecked: index] ^ right.storage[unchecked: index]
      index &+= 1
    }
    return difference == 0
  }

  @inlinable @inline(__always)
  public func hash(into hasher: inout Hasher) { hasher.combine(stableHash) }

  /// What dictionaries and sets ask for, without the cost of a `Hasher`: the seed is theirs.
  @inlinable @inline(__always)
  public func _rawHashValue(seed: Int) -> Int {
    let seed = UInt64(truncatingIfNeeded: seed) ^ StableHash.seed(utf8Count)
    return Int(truncatingIfNeeded: hash(from: seed))
  }

  /// Takes the text's bytes up in a hash.
  @inlinable @inline(__always) func hash(from start: UInt64) -> UInt64 {
    let count = utf8Count
    var hash = start
    var index = 0
    while index < words {
      let offset = index &* 8
      guard offset < count else { break }
      let first = textWord(index)
      let second = index &+ 1 < words ? textWord(index &+ 1) : 0
      // The bytes behind the text are zero, as the hash takes them to be.
      hash =
        offset &+ 16 <= count
        ? StableHash.block(hash, first, second) : StableHash.tail(hash, first, second)
      index &+= 2
    }
    return StableHash.mix(hash)
  }
}

extension InlineString: Comparable {
  /// The order of the UTF-8 bytes, which is the order of the Unicode scalars.
  @inlinable public static func < (left: Self, right: Self) -> Bool {
    var index = 0
    while index < words {
      let (first, second) = (left.textWord(index), right.textWord(index))
      if first != second { return first.byteSwapped < second.byteSwapped }
      index &+= 1
    }
    return left.utf8Count < right.utf8Count
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
