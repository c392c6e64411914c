import WeirCore

extension KeyedTable {
  /// Where a key is, or where it would go.
  @usableFromInline struct Place {
    @usableFromInline let slot: Int
    @usableFromInline let isTaken: Bool
    @inlinable @inline(__always) init(slot: Int, isTaken: Bool) {
      self.slot = slot
      self.isTaken = isTaken
    }
  }

  /// Tables with fewer slots than this are in the cache, where wrong guesses of the processor about
  /// how far a key stands from its home are what costs; they are avoided by looking at eight tags at
  /// once. In larger ones the guess that it stands there gets its slot while the tag is on its way.
  @inlinable @inline(__always) static var cachedLimit: Int { 1 << 16 }

  @inlinable @inline(__always)
  func place(of key: Key, hash: UInt64) -> Place {
    storage.pointee.mask < Self.cachedLimit
      ? placeByWords(of: key, hash: hash) : placeByTags(of: key, hash: hash)
  }

  @inlinable @inline(__always)
  func placeByWords(of key: Key, hash: UInt64) -> Place {
    let (tags, slots, mask) = (
      storage.pointee.tags, storage.pointee.slots, storage.pointee.mask
    )
    let tag = Self.tag(hash)
    var index = Self.home(hash, storage)
    while true {
      let word = TagWord(tags, index)
      var matches = word.matches(of: tag)
      while matches != 0 {
        let slot = (index &+ TagWord.first(of: matches)) & mask
        if Key.isSameKey((slots + slot).pointee.key, key) {
          return Place(slot: slot, isTaken: true)
        }
        matches &= matches &- 1
      }
      let free = word.free
      if free != 0 { return Place(slot: (index &+ TagWord.first(of: free)) & mask, isTaken: false) }
      index = (index &+ TagWord.width) & mask
    }
  }

  @inlinable @inline(__always)
  func placeByTags(of key: Key, hash: UInt64) -> Place {
    let (tags, slots, mask) = (
      storage.pointee.tags, storage.pointee.slots, storage.pointee.mask
    )
    let tag = Self.tag(hash)
    var index = Self.home(hash, storage)
    while tags[index] != 0 {
      if tags[index] == tag, Key.isSameKey((slots + index).pointee.key, key) {
        return Place(slot: index, isTaken: true)
      }
      index = (index &+ 1) & mask
    }
    return Place(slot: index, isTaken: false)
  }

  @inlinable @inline(__always) func setTag(_ tag: UInt8, at index: Int) {
    let tags = storage.pointee.tags
    tags[index] = tag
    if index < TagWord.overhang { tags[storage.pointee.mask &+ 1 &+ index] = tag }
  }
}

/// The tags of eight slots in a row, the first one lowest. A free slot's tag is 0, the others have
/// their high bit set. Sets of slots are words with the high bits of their bytes.
@usableFromInline struct TagWord {
  @inlinable @inline(__always) static var width: Int { 8 }
  /// How many tags are read behind a slot.
  @inlinable @inline(__always) static var overhang: Int { 7 }
  @inlinable @inline(__always) static var lowBits: UInt64 { 0x0101_0101_0101_0101 }
  @inlinable @inline(__always) static var highBits: UInt64 { 0x8080_8080_8080_8080 }

  @usableFromInline let tags: UInt64

  @inlinable @inline(__always) init(_ tags: UnsafeMutablePointer<UInt8>, _ index: Int) {
    let word = UnsafeRawPointer(tags).loadUnaligned(fromByteOffset: index, as: UInt64.self)
    self.tags = UInt64(littleEndian: word)
  }

  @inlinable @inline(__always) var taken: UInt64 { tags & Self.highBits }
  @inlinable @inline(__always) var free: UInt64 { ~tags & Self.highBits }

  /// The slots before the first free one that have a tag; in rare cases also some that have not.
  @inlinable @inline(__always) func matches(of tag: UInt8) -> UInt64 {
    let differences = tags ^ (UInt64(tag) &* Self.lowBits)
    let equal = (differences &- Self.lowBits) & ~differences & Self.highBits
    let free = self.free
    return equal & (free &- 1) & ~free
  }

  @inlinable @inline(__always) static func first(of set: UInt64) -> Int {
    set.trailingZeroBitCount &>> 3
  }
}
