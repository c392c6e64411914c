import WeirCore

/// Fills a record's fields from an object that is expected to have the shape of the one before it.
///
/// It accepts nothing that ``JSONFieldReader`` would refuse, and reads the same values. Whatever is
/// not as expected, errors included, only makes it give up; the object is then read again by name.
///
/// A line break must stand where the document ends, with ``JSONShape/margin`` readable bytes from
/// there on. Neither a member's text nor a text or a number of the object goes beyond a line break,
/// so that nothing here asks for the document's end.
@usableFromInline struct JSONShapeReader: FieldVisitor {
  @usableFromInline var decoder: JSONValueDecoder
  @usableFromInline let shape: JSONShape
  /// The member that comes next in the object.
  @usableFromInline var next = 0
  @usableFromInline var stepIndex = 0
  @usableFromInline var hasGivenUp = false

  @inlinable @inline(__always)
  init(decoder: JSONValueDecoder, shape: JSONShape) {
    self.decoder = decoder
    self.shape = shape
  }

  @inlinable @inline(__always)
  mutating func callAsFunction<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws {
    guard !hasGivenUp else { return }
    guard stepIndex < shape.stepCount else { return giveUp() }
    let step = shape.steps[stepIndex]
    stepIndex &+= 1
    guard step.name == name.utf8Start else { return giveUp() }
    if step.member == next, shape.members[next].stands(at: decoder.cursor) {
      decoder.cursor += shape.members[next].count
      next &+= 1
    } else if step.member < 0 {
      return
    } else if step.member >= next {
      guard pass(to: step.member) else { return giveUp() }
    } else {
      return reread(step.member, &value)
    }
    do {
      value = try Value.decode(from: &decoder)
    } catch {
      giveUp()
    }
  }

  /// Reads a value that was passed over.
  @inlinable @inline(never)
  mutating func reread<Value: FieldValue>(_ member: Int, _ value: inout Value) {
    let place = decoder.cursor
    guard let earlier = shape.members[member].value else { return giveUp() }
    decoder.cursor = earlier
    do {
      value = try Value.decode(from: &decoder)
      decoder.cursor = place
    } catch {
      giveUp()
    }
  }

  @inlinable @inline(__always) mutating func giveUp() { hasGivenUp = true }

  /// Passes over the members before the one given and enters that; false when one is not as
  /// expected.
  @inlinable @inline(never) mutating func pass(to target: Int) -> Bool {
    // In local variables, because each value begins where the one before ends: that chain is what
    // the whole line waits for.
    var cursor = decoder.cursor
    var member = shape.members + next
    let last = shape.members + target
    // Whether what was last passed over must still be followed by what comes behind a whole value.
    var isOpen = false
    while true {
      let isExpected = member.pointee.stands(at: cursor)
      if isExpected {
        cursor += member.pointee.count
      } else {
        guard let value = enterSlowly(member, cursor, isOpen) else { return false }
        cursor = value
      }
      if member == last { break }
      let value = cursor
      member.pointee.value = value
      isOpen = true
      if isExpected, member.pointee.kind == .text {
        cursor = JSONText.plainEnd(value + 1) + 1
      } else if isExpected, member.pointee.kind == .number, let end = JSONDigits.numberEnd(value) {
        cursor = end
      } else {
        guard let end = skipAnyValue(at: value) else { return false }
        cursor = end
        isOpen = false
      }
      member += 1
    }
    decoder.cursor = cursor
    next = target &+ 1
    return true
  }

  /// The value of a member whose text does not stand at `place` as it was learned, because the
  /// value before or its own is of another kind; nil when it is another member.
  @usableFromInline @inline(never)
  mutating func enterSlowly(
    _ member: UnsafeMutablePointer<JSONShape.Member>, _ place: UnsafePointer<UInt8>, _ isOpen: Bool
  ) -> UnsafePointer<UInt8>? {
    var place = place
    if isOpen {
      guard let value = (member - 1).pointee.value, let end = skipAnyValue(at: value) else {
        return nil
      }
      place = end
    }
    return member.pointee.stands(at: place, end: decoder.end) ? place + member.pointee.count : nil
  }

  /// The end of the value at `place`, checked as one that is wanted; nil when it is none.
  @usableFromInline @inline(never)
  mutating func skipAnyValue(at place: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
    decoder.cursor = place
    do {
      try decoder.skipValue()
      return decoder.cursor
    } catch {
      return nil
    }
  }

  /// Checks what is left of the object and consumes its closing brace; false when it was not as
  /// expected anywhere.
  @inlinable @inline(__always) mutating func finish() -> Bool {
    !hasGivenUp && pass(to: shape.memberCount)
  }
}
