import WeirCore

/// What an operator has counted in one subtask, for example late records, as a section of its
/// state, so that the counts go on after a restart.
///
/// The chain writes it and takes it off again: operators see only what they have written.
enum CounterSection {
  static let name = "counters"

  private struct Counters: Record {
    var counters: [Counter] = []
    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("counters", &counters)
    }
  }

  private struct Counter: Record {
    var name = ""
    var value: UInt64 = 0
    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("name", &name)
      try field("value", &value)
    }
  }

  /// Nil when nothing was counted.
  static func encode(
    _ counters: [(name: String, value: UInt64)], operatorID: OperatorID
  ) throws -> StateSection? {
    var content = Counters()
    for (name, value) in counters where value > 0 {
      var counter = Counter()
      (counter.name, counter.value) = (name, value)
      content.counters.append(counter)
    }
    guard !content.counters.isEmpty else { return nil }
    var encoder = BinaryEncoder()
    try encoder.encode(record: content)
    return StateSection(operatorID: operatorID, name: name, bytes: encoder.buffer)
  }

  /// What all subtasks of an operator together had counted, from all its sections.
  /// - Throws: when a section cannot be read.
  static func sum(_ sections: [RestoredSection]) throws -> [(name: String, value: UInt64)] {
    var sums: [(name: String, value: UInt64)] = []
    for restored in sections where restored.section.name == name {
      let content = try restored.section.bytes.withUnsafeBytes { bytes in
        var decoder = BinaryDecoder(bytes)
        return try decoder.decodeRecord(Counters.self)
      }
      for counter in content.counters { add((counter.name, counter.value), to: &sums) }
    }
    return sums
  }

  /// Adds a count to the one of its name.
  static func add(
    _ counter: (name: String, value: UInt64), to sums: inout [(name: String, value: UInt64)]
  ) {
    if let index = sums.firstIndex(where: { $0.name == counter.name }) {
      sums[index].value &+= counter.value
    } else {
      sums.append(counter)
    }
  }
}
