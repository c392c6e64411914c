extension Bool: FieldValue {
  @inlinable public static var fieldType: FieldType { .bool }
  @inlinable @inline(__always)
  public func encode(to encoder: inout some ValueEncoder) throws { try encoder.encode(self) }
  @inlinable @inline(__always)
  public static func decode(from decoder: inout some ValueDecoder) throws -> Bool {
    try decoder.decodeBool()
  }
}

extension Double: FieldValue {
  @inlinable public static var fieldType: FieldType { .double }
  @inlinable @inline(__always)
  public func encode(to encoder: inout some ValueEncoder) throws { try encoder.encode(self) }
  @inlinable @inline(__always)
  public static func decode(from decoder: inout some ValueDecoder) throws -> Double {
    try decoder.decodeDouble()
  }
}

extension Float: FieldValue {
  @inlinable public static var fieldType: FieldType { .float }
  @inlinable @inline(__always)
  public func encode(to encoder: inout some ValueEncoder) throws { try encoder.encode(self) }
  @inlinable @inline(__always)
  public static func decode(from decoder: inout some ValueDecoder) throws -> Float {
    try decoder.decodeFloat()
  }
}

extension String: FieldValue {
  @inlinable public static var fieldType: FieldType { .string }
  @inlinable @inline(__always)
  public func encode(to encoder: inout some ValueEncoder) throws { try encoder.encode(self) }
  @inlinable @inline(__always)
  public static func decode(from decoder: inout some ValueDecoder) throws -> String {
    try decoder.decodeString()
  }
  @inlinable @inline(__always)
  public var stableHash: UInt64 { StableHash.hash(self) }

  /// Compares UTF-8 bytes: `"caf\u{e9}"` and `"cafe\u{301}"` are two keys.
  @inlinable @inline(__always)
  public static func isSameKey(_ left: String, _ right: String) -> Bool {
    let left = left.utf8
    let right = right.utf8
    let same: Bool?? = left.withContiguousStorageIfAvailable { a in
      right.withContiguousStorageIfAvailable { b in ExactBytes.areEqual(a, b) }
    }
    if case .some(.some(let answer)) = same { return answer }
    return left.elementsEqual(right)
  }

  /// The length stands before the bytes in the state codec, lowest byte first.
  @inlinable
  public static func compareKeys(_ left: String, _ right: String) -> Int {
    let lengths = IntegerBytes.compare(
      UInt32(truncatingIfNeeded: left.utf8.count), UInt32(truncatingIfNeeded: right.utf8.count))
    if lengths != 0 { return lengths }
    for (a, b) in zip(left.utf8, right.utf8) where a != b { return a < b ? -1 : 1 }
    return 0
  }
}

extension EventTime: FieldValue {
  @inlinable public static var fieldType: FieldType { .eventTime }
  @inlinable @inline(__always)
  public func encode(to encoder: inout some ValueEncoder) throws { try encoder.encode(self) }
  @inlinable @inline(__always)
  public static func decode(from decoder: inout some ValueDecoder) throws -> EventTime {
    try decoder.decodeEventTime()
  }
  @inlinable @inline(__always)
  public var stableHash: UInt64 { StableHash.mix(UInt64(bitPattern: milliseconds)) }
  @inlinable @inline(__always)
  public static func isSameKey(_ left: EventTime, _ right: EventTime) -> Bool { left == right }
}
