import WeirCore

/// The keys of an object in the order in which they stand, and which of them each field of a record
/// takes: what one line of a file says about the next.
///
/// Invariants: the keys differ, and what stands between two values was checked byte by byte when it
/// was learned and holds no line break; so an object that has the same bytes there needs no further
/// check but of its values.
@usableFromInline struct JSONShape {
  /// What a member's value began with when it was learned.
  @usableFromInline enum Kind: UInt8 {
    case text, number, other
  }

  /// What stands between a value and the one before it: `,"key":` with its white space, or `{` in
  /// place of the comma. Behind the last member comes one more, which is the closing brace.
  @usableFromInline struct Member {
    /// With the quotes of the values before and behind it, if these are texts.
    @usableFromInline var text: (SIMD16<Int8>, SIMD16<Int8>) = (.zero, .zero)
    /// A bit for each byte that `text` has.
    @usableFromInline var bits: (UInt32, UInt32) = (0, 0)
    /// Where `text` begins, from the end of the value before: -1 with its quote, otherwise 0.
    @usableFromInline var start = 0
    /// Bytes from one value to the other.
    @usableFromInline var count = 0
    @usableFromInline var kind = Kind.other
    @usableFromInline var isLong = false
    /// Where the value stands in the object being read.
    @usableFromInline var value: UnsafePointer<UInt8>?

    /// Whether the member's text stands behind a value that ends at `place`; 32 bytes from there on
    /// must be readable.
    @inlinable @inline(__always) func stands(at place: UnsafePointer<UInt8>) -> Bool {
      let first: SIMDMask<SIMD16<Int8>> = ByteMask.load(place, start) .== text.0
      guard ByteMask.bits(first) & bits.0 == bits.0 else { return false }
      guard isLong else { return true }
      let second: SIMDMask<SIMD16<Int8>> = ByteMask.load(place, start &+ 16) .== text.1
      return ByteMask.bits(second) & bits.1 == bits.1
    }

    /// Whether what stands from `place` to `end` begins with the member, quotes aside.
    func stands(at place: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Bool {
      guard end - place >= count else { return false }
      return withUnsafeBytes(of: text) { text in
        (0..<count).allSatisfy { text[$0 - start] == place[$0] }
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
  /// Bytes that must be readable behind an object's line break to read it by its shape.
  @inlinable @inline(__always) static var margin: Int { 64 }

  @usableFromInline let members: UnsafeMutablePointer<Member>
  @usableFromInline let steps: UnsafeMutablePointer<Step>
  /// 0 when no shape is known.
  @usableFromInline var memberCount = 0
  @usableFromInline var stepCount = 0

  init() {
    members = .allocate(capacity: Self.memberLimit + 1)
    steps = .allocate(capacity: Self.memberLimit)
  }

  func deallocate() {
    members.deallocate()
    steps.deallocate()
  }

  mutating func forget() { memberCount = 0 }
}
