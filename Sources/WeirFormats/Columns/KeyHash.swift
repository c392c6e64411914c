import WeirCore

/// Hashes a key without a buffer: the wrapping sum of what each place contributes.
public enum KeyHash {
  /// What one column contributes.
  @inlinable @inline(__always) public static func part(place: Int, value: UInt64) -> UInt64 {
    StableHash.combine(StableHash.mix(UInt64(truncatingIfNeeded: place)), value)
  }

  @usableFromInline static var tooManyFields: WeirError {
    WeirError(
      .userFunction,
      "a record shows more fields than its type; fields(_:) must always show the same",
      isRetriable: false)
  }
}

@usableFromInline struct KeyFieldHasher: FieldVisitor {
  @usableFromInline let keyPlaces: [Int]
  @usableFromInline var index = 0
  @usableFromInline var sum: UInt64 = 0

  @inlinable @inline(__always) init(keyPlaces: [Int]) { self.keyPlaces = keyPlaces }

  @inlinable @inline(__always) mutating func callAsFunction<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws {
    guard index < keyPlaces.count else { throw KeyHash.tooManyFields }
    let place = keyPlaces[index]
    index &+= 1
    guard place >= 0 else { return }
    var hasher = KeyValueHasher()
    try value.encode(to: &hasher)
    sum &+= KeyHash.part(place: place, value: hasher.hash)
  }
}

/// Hashes one basic value as a column sees it: integers of every width alike.
@usableFromInline struct KeyValueHasher: ValueEncoder {
  @usableFromInline var hash: UInt64 = 0
  @inlinable @inline(__always) init() {}

  @inlinable @inline(__always) mutating func encode(_ value: Bool) { hash = value ? 1 : 0 }
  @inlinable @inline(__always) mutating func encode(_ value: Int64, bits: Int) {
    hash = UInt64(bitPattern: value)
  }
  @inlinable @inline(__always) mutating func encode(_ value: UInt64, bits: Int) { hash = value }
  @inlinable @inline(__always) mutating func encode(_ value: Double) { hash = value.bitPattern }
  @inlinable @inline(__always) mutating func encode(_ value: Float) {
    hash = Double(value).bitPattern
  }
  @inlinable @inline(__always) mutating func encode(_ value: String) {
    hash = StableHash.hash(value)
  }
  @inlinable @inline(__always) mutating func encode(text: UnsafeBufferPointer<UInt8>) {
    hash = StableHash.hash(UnsafeRawBufferPointer(text))
  }
  @inlinable mutating func encode(_ value: Bytes) {
    hash = value.storage.withUnsafeBytes { StableHash.hash($0) }
  }
  @inlinable @inline(__always) mutating func encode(_ value: EventTime) {
    hash = UInt64(bitPattern: value.milliseconds)
  }
  @inlinable mutating func encodeOptional<Wrapped: FieldValue>(_ value: Wrapped?) throws {
    if let value { try value.encode(to: &self) }
  }
  // Containers and records are no columns of a key.
  @inlinable mutating func encodeArray<Element: FieldValue>(_ value: [Element]) {}
  @inlinable mutating func encodeDictionary<Key: FieldValue & Hashable, Value: FieldValue>(
    _ value: [Key: Value]
  ) {}
  @inlinable mutating func encode<R: Record>(record: R) {}
}
