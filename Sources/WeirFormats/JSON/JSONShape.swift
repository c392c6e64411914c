import WeirCore

/// The keys of an object in the order in which they stand, and which of them each field of a record
/// takes: what one line of a file says about the next.
///
/// Invariants: the keys differ, and what stands between two values was checked byte by byte when it
/// was learned; so an object that has the same bytes there needs no further check but of its values.
@usableFromInline struct JSONShape {
  /// What stands between a value and the one before it: `,"key":` with its white space, or `{` in
  /// place of the comma.
  @usableFromInline struct Member {
    @usableFromInline var text: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    /// All bits set where `text` has bytes.
    @usableFromInline var mask: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    @usableFromInline var count = 0

    /// Whether the bytes at `place` are the member's, of which 32 must be readable.
    @inlinable @inline(__always) func stands(at place: UnsafePointer<UInt8>) -> Bool {
      let raw = UnsafeRawPointer(place)
      var difference =
        (raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self) ^ text.0) & mask.0
        | (raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self) ^ text.1) & mask.1
      if count > 16 {
        difference |=
          (raw.loadUnaligned(fromByteOffset: 16, as: UInt64.self) ^ text.2) & mask.2
          | (raw.loadUnaligned(fromByteOffset: 24, as: UInt64.self) ^ text.3) & mask.3
      }
      return difference == 0
    }

    /// Whether the bytes at `place` are the member's and more come before `end`.
    @usableFromInline @inline(never)
    func stands(at place: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Bool {
      guard end - place > count else { return false }
      return withUnsafeBytes(of: text) { text in
        (0..<count).allSatisfy { text[$0] == place[$0] }
      }
    }
  }

  /// One call of a record's field visitor.
  @usableFromInline struct Step {
    @usableFromInline var name: UnsafePointer<UInt8>
    /// The member that the field takes; -1 when the object does not have it.
    @usableFromInline var member: Int
  }

  /// Longer separators and keys, and objects of more members, are not learned.
  @inlinable @inline(__always) static var textLimit: Int { 32 }
  @inlinable @inline(__always) static var memberLimit: Int { 64 }

  @usableFromInline let members: UnsafeMutablePointer<Member>
  @usableFromInline let steps: UnsafeMutablePointer<Step>
  /// Where the values of the members of the object being read stand.
  @usableFromInline let values: UnsafeMutablePointer<UnsafePointer<UInt8>>
  /// 0 when no shape is known.
  @usableFromInline var memberCount = 0
  @usableFromInline var stepCount = 0

  init() {
    members = .allocate(capacity: Self.memberLimit)
    steps = .allocate(capacity: Self.memberLimit)
    values = .allocate(capacity: Self.memberLimit)
  }

  func deallocate() {
    members.deallocate()
    steps.deallocate()
    values.deallocate()
  }

  mutating func forget() { memberCount = 0 }
}
