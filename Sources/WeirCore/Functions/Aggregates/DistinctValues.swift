/// Different values, each with the classes that it was seen in.
///
/// Two values are the same when their bytes under the state codec are. In memory a value takes its
/// own size and about 24 bytes, times at most two; in a checkpoint its bytes and four.
public struct DistinctValues<Value: FieldValue>: Sendable {
  @usableFromInline struct Entry: Sendable {
    @usableFromInline let value: Value
    /// A bit for each class.
    @usableFromInline var classes: UInt32
    @inlinable init(value: Value, classes: UInt32) {
      self.value = value
      self.classes = classes
    }
  }

  @usableFromInline var byHash: [UInt64: Entry] = [:]
  /// Values whose hash is that of another value.
  @usableFromInline var collided: [Entry] = []

  @inlinable public init() {}

  /// How many different values there are.
  @inlinable public var count: Int { byHash.count + collided.count }

  /// How many different values were seen in a class.
  @inlinable public func count(inClass index: Int) -> Int {
    let bit = UInt32(1) << UInt32(truncatingIfNeeded: index)
    return byHash.values.count { $0.classes & bit != 0 }
      + collided.count { $0.classes & bit != 0 }
  }

  /// Adds a value and the classes that it is seen in.
  @inlinable public mutating func insert(_ value: Value, classes: UInt32 = 1) {
    insert(value, classes, hash: value.stableHash)
  }

  @inlinable mutating func insert(_ value: Value, _ classes: UInt32, hash: UInt64) {
    guard let known = byHash[hash] else {
      byHash[hash] = Entry(value: value, classes: classes)
      return
    }
    if Value.isSameKey(known.value, value) {
      if known.classes | classes != known.classes { byHash[hash]?.classes |= classes }
    } else if let index = collided.firstIndex(where: { Value.isSameKey($0.value, value) }) {
      collided[index].classes |= classes
    } else {
      collided.append(Entry(value: value, classes: classes))
    }
  }

  /// Adds everything that `other` holds.
  @inlinable public mutating func formUnion(_ other: DistinctValues) {
    for (hash, entry) in other.byHash { insert(entry.value, entry.classes, hash: hash) }
    for entry in other.collided { insert(entry.value, classes: entry.classes) }
  }

  /// In the order of their bytes, so that equal values give equal checkpoints.
  @usableFromInline var inOrder: [Entry] {
    (Array(byHash.values) + collided).sorted { Value.compareKeys($0.value, $1.value) < 0 }
  }
}

extension DistinctValues: FieldValue {
  @inlinable public static var fieldType: FieldType { DistinctFields<Value>.fieldType }

  @inlinable public func encode(to encoder: inout some ValueEncoder) throws {
    let entries = inOrder
    var fields = DistinctFields<Value>()
    fields.values = entries.map(\.value)
    fields.classes = entries.map(\.classes)
    try encoder.encode(record: fields)
  }

  @inlinable public static func decode(
    from decoder: inout some ValueDecoder
  ) throws -> DistinctValues {
    let fields = try decoder.decodeRecord(DistinctFields<Value>.self)
    guard fields.values.count == fields.classes.count else {
      throw decoder.invalidValue(
        "\(fields.values.count) values have \(fields.classes.count) classes")
    }
    var distinct = DistinctValues()
    for (value, classes) in zip(fields.values, fields.classes) {
      distinct.insert(value, classes: classes)
    }
    return distinct
  }
}

@usableFromInline struct DistinctFields<Value: FieldValue>: Record {
  @usableFromInline var values: [Value] = []
  @usableFromInline var classes: [UInt32] = []

  @inlinable init() {}

  @inlinable mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("values", &values)
    try field("classes", &classes)
  }
}
