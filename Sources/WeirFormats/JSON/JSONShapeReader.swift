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
    guard stands(member, at: decoder.cursor) else { return false }
    decoder.cursor += member.pointee.count
    return decoder.cursor < decoder.end
  }

  @inlinable @inline(__always)
  func stands(
    _ member: UnsafePointer<JSONShape.Member>, at place: UnsafePointer<UInt8>
  ) -> Bool {
    decoder.readableEnd - place >= JSONShape.textLimit
      ? member.pointee.stands(at: place)
      : member.pointee.stands(at: place, end: decoder.end)
  }

  /// Passes over the members before the one given; false when one is not as expected.
  @inlinable @inline(never) mutating func skip(to target: Int) -> Bool {
    // In a local variable, because each value begins where the one before ends: that chain is what
    // the whole line waits for.
    var cursor = decoder.cursor
    while next < target {
      let member = shape.members + next
      guard stands(member, at: cursor) else { return false }
      cursor += member.pointee.count
      guard cursor < decoder.end else { return false }
      shape.values[next] = cursor
      next &+= 1
      let byte = cursor.pointee
      if byte == UInt8(ascii: "\"") {
        let end = JSONText.plainEnd(cursor + 1, decoder.end, readableEnd: decoder.readableEnd)
        if end < decoder.end, end.pointee == UInt8(ascii: "\"") {
          cursor = end + 1
          continue
        }
      } else if byte &- 48 <= 9 || byte == UInt8(ascii: "-"),
        let end = JSONDigits.numberEnd(cursor, decoder.end, readableEnd: decoder.readableEnd)
      {
        cursor = end
        continue
      }
      decoder.cursor = cursor
      guard skipAnyValue() else { return false }
      cursor = decoder.cursor
    }
    decoder.cursor = cursor
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
