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
    try decoder.openObject()
    var isFirst = true
    while try decoder.nextMember(&isFirst) {
      let key = try decoder.scanString()
      guard !key.isEscaped, count < Self.memberLimit, decoder.take(UInt8(ascii: ":")) else {
        return nil
      }
      decoder.skipSpace()
      guard let member = Member(end, decoder.cursor - end) else { return nil }
      (members + count).initialize(to: member)
      let text = JSONKey(key.start, count: key.count)
      // A name that is asked for twice gets its value once, as from any object.
      let step = names.indices.first { text.matches(names[$0]) }
      if let step { steps[step].member = count }
      count += 1
      try decoder.skipValue()
      end = decoder.cursor
    }
    return end == decoder.cursor ? count : nil
  }
}

extension JSONShape.Member {
  /// Nil when the text is too long.
  init?(_ start: UnsafePointer<UInt8>, _ count: Int) {
    guard count <= JSONShape.textLimit else { return nil }
    self.count = count
    withUnsafeMutableBytes(of: &text) { text in
      for index in 0..<count { text[index] = start[index] }
    }
    withUnsafeMutableBytes(of: &mask) { mask in
      for index in 0..<count { mask[index] = 0xFF }
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
