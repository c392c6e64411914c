import WeirCore

/// Fills a record's fields from an object that is expected to have the shape of the one before it.
///
/// It accepts nothing that ``JSONFieldReader`` would refuse, and reads the same values. Whatever is
/// not as expected, errors included, only makes it give up; the object is then read again by name.
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
    if step.member == next {
      guard enter() else { return giveUp() }
      next &+= 1
    } else if step.member < 0 {
      return
    } else if step.member > next {
      guard skip(to: step.member), enter() else { return giveUp() }
      next &+= 1
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
    decoder.cursor = shape.values[member]
    do {
      value = try Value.decode(from: &decoder)
      decoder.cursor = place
    } catch {
      giveUp()
    }
  }

  @inlinable @inline(__always) mutating func giveUp() { hasGivenUp = true }

  /// Consumes the text before the next member's value; false when it is not as expected.
  @inlinable @inline(__always) mutating func enter() -> Bool {
    let member = shape.members + next
    guard decoder.readableEnd - decoder.cursor >= JSONShape.textLimit else {
      return enterAtTheEnd(member)
    }
    guard member.pointee.stands(at: decoder.cursor) else { return false }
    decoder.cursor += member.pointee.count
    return decoder.cursor < decoder.end
  }

  @usableFromInline @inline(never)
  mutating func enterAtTheEnd(_ member: UnsafePointer<JSONShape.Member>) -> Bool {
    let count = member.pointee.count
    guard decoder.end - decoder.cursor > count else { return false }
    let isSame = withUnsafeBytes(of: member.pointee.text) { text in
      (0..<count).allSatisfy { text[$0] == decoder.cursor[$0] }
    }
    if isSame { decoder.cursor += count }
    return isSame
  }

  /// Passes over the members before the one given; false when one is not as expected.
  @inlinable @inline(never) mutating func skip(to member: Int) -> Bool {
    while next < member {
      guard enter() else { return false }
      shape.values[next] = decoder.cursor
      next &+= 1
      switch decoder.cursor.pointee {
      case UInt8(ascii: "\""):
        do { _ = try decoder.scanString() } catch { return false }
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        if !decoder.skipPlainNumber(), !skipAnyValue() { return false }
      default:
        guard skipAnyValue() else { return false }
      }
    }
    return true
  }

  @usableFromInline @inline(never) mutating func skipAnyValue() -> Bool {
    do {
      try decoder.skipValue()
      return true
    } catch {
      return false
    }
  }

  /// Checks what is left of the object and consumes its closing brace; false when it was not as
  /// expected anywhere.
  @inlinable @inline(__always) mutating func finish() -> Bool {
    guard !hasGivenUp, skip(to: shape.memberCount), decoder.cursor < decoder.end,
      decoder.cursor.pointee == UInt8(ascii: "}")
    else { return false }
    decoder.cursor += 1
    return true
  }
}
