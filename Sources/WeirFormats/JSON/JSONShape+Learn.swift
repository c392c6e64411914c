import WeirCore

extension JSONShape {
  /// Learns from an object that a record was read from; without success when it has no members,
  /// too many or too long ones, or escaped keys.
  /// - Parameters:
  ///   - decoder: stands at the opening brace.
  ///   - names: the record's fields in the order in which it shows them.
  @usableFromInline mutating func learn(from decoder: JSONValueDecoder, _ names: [StaticString]) {
    forget()
    guard names.count <= Self.memberLimit else { return }
    for (index, name) in names.enumerated() {
      (steps + index).initialize(to: Step(name: name.utf8Start, member: -1))
    }
    stepCount = names.count
    do {
      memberCount = try learnMembers(decoder, names) ?? 0
    } catch {
      // The object was read before, so that its own text cannot be the reason.
      memberCount = 0
    }
  }

  /// - Returns: how many members there are, or nil when they cannot be learned.
  private func learnMembers(_ object: JSONValueDecoder, _ names: [StaticString]) throws -> Int? {
    var decoder = object
    var count = 0
    var end = decoder.cursor
    var kind = Kind.other
    try decoder.openObject()
    var isFirst = true
    while try decoder.nextMember(&isFirst) {
      let key = try decoder.scanString()
      guard !key.isEscaped, count < Self.memberLimit, decoder.take(UInt8(ascii: ":")) else {
        return nil
      }
      decoder.skipSpace()
      let previous = kind
      kind = Kind(startingWith: decoder.cursor.pointee)
      guard let member = Member(end, decoder.cursor - end, behind: previous, before: kind) else {
        return nil
      }
      (members + count).initialize(to: member)
      let text = JSONKey(key.start, count: key.count)
      // A name that is asked for twice gets its value once, as from any object.
      let step = names.indices.first { text.matches(names[$0]) }
      if let step { steps[step].member = count }
      try decoder.skipValue()
      end = decoder.cursor
      count += 1
    }
    guard end == decoder.cursor, let brace = Member(end, 1, behind: kind, before: .other) else {
      return nil
    }
    (members + count).initialize(to: brace)
    return count
  }
}

extension JSONShape.Kind {
  init(startingWith byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): self = .text
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): self = .number
    default: self = .other
    }
  }
}

extension JSONShape.Member {
  /// Nil when the text is too long or has a line break, at which a reader must stop.
  /// - Parameters:
  ///   - place: the end of the value before.
  ///   - count: the bytes from there to the member's own value.
  init?(
    _ place: UnsafePointer<UInt8>, _ count: Int, behind previous: JSONShape.Kind,
    before kind: JSONShape.Kind
  ) {
    self.count = count
    self.kind = kind
    start = previous == .text ? -1 : 0
    let textCount = count - start + (kind == .text ? 1 : 0)
    guard textCount <= JSONShape.textLimit else { return nil }
    isLong = textCount > 16
    for index in 0..<textCount {
      let byte = place[start + index]
      guard byte != 0x0A, byte != 0x0D else { return nil }
      withUnsafeMutableBytes(of: &text) { $0[index] = byte }
      if index < 16 { bits.0 |= 1 << UInt32(index) } else { bits.1 |= 1 << UInt32(index - 16) }
    }
  }
}

/// Collects the names of a record's fields.
@usableFromInline struct JSONNameCollector: FieldVisitor {
  @usableFromInline var names: [StaticString] = []
  @inlinable init() {}
  @inlinable mutating func callAsFunction<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws {
    names.append(name)
  }
}
