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
    /// All bits set where `text` has no bytes.
    @usableFromInline var rest = (SIMD16<Int8>(repeating: -1), SIMD16<Int8>(repeating: -1))
    /// 1 when `text` begins with the closing quote of the value before, otherwise 0.
    @usableFromInline var lead = 0
    /// Bytes from one value to the other.
    @usableFromInline var count = 0
    @usableFromInline var kind = Kind.other
    @usableFromInline var isLong = false
    @usableFromInline var length = JSONLength()

    /// Whether the member's text stands behind a value that ends at `place`; 32 bytes from there on
    /// must be readable.
    @inlinable @inline(__always) func stands(at place: UnsafePointer<UInt8>) -> Bool {
      let start = place - lead
      guard Self.isSame(ByteMask.load(start), text.0, rest.0) else { return false }
      return !isLong || Self.isSame(ByteMask.load(start + 16), text.1, rest.1)
    }

    @inlinable @inline(__always) static func isSame(
      _ bytes: SIMD16<Int8>, _ text: SIMD16<Int8>, _ rest: SIMD16<Int8>
    ) -> Bool {
      let same: SIMDMask<SIMD16<Int8>> = bytes .== text
      return ByteMask.bits(same .| unsafeBitCast(rest, to: SIMDMask<SIMD16<Int8>>.self)) == 0xFFFF
    }

    /// Whether what stands from `place` to `end` begins with the member, quotes aside.
    func stands(at place: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Bool {
      guard end - place >= count else { return false }
      return withUnsafeBytes(of: text) { text in
        (0..<count).allSatisfy { text[lead + $0] == place[$0] }
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
  /// Where the values of the members of the object being read stand.
  @usableFromInline let values: UnsafeMutablePointer<UnsafePointer<UInt8>>
  /// 0 when no shape is known.
  @usableFromInline var memberCount = 0
  @usableFromInline var stepCount = 0
  /// Objects read by shapes so far.
  @usableFromInline var objectCount: UInt32 = 0

  init() {
    members = .allocate(capacity: Self.memberLimit + 1)
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
