/// How many bytes a member's value is expected to have.
///
/// Each value begins where the one before ends, and to find that takes the processor longer than the
/// rest of the work. Where the length is as expected the next value is looked for at a place that
/// was known from the start, while the check goes on beside.
@usableFromInline struct JSONLength {
  /// Negative when lengths differ too much for one to be expected.
  @usableFromInline var expected = -1
  /// The same number. The compiler cannot know that, or it would take the end that was found.
  @usableFromInline var again = -1
  /// The last length that was not as expected, and the object that had it.
  private var other = -1
  private var otherObject: UInt32 = 0
  private var missCount = 0
  /// The object from which on `missCount` counts.
  private var firstObject: UInt32 = 0

  @usableFromInline init() {}

  mutating func expect(_ length: Int) {
    expected = length
    again = length
  }

  /// Takes in a length that was not as expected.
  @usableFromInline @inline(never) mutating func miss(_ length: Int, object: UInt32) {
    guard expected >= 0 else { return }
    missCount += 1
    if missCount == 32 {
      if object &- firstObject < 128 { return expect(-1) }
      missCount = 0
      firstObject = object
    }
    if other == length, otherObject &+ 1 == object { expect(length) }
    other = length
    otherObject = object
  }
}
