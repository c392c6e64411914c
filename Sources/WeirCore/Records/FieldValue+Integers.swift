extension Int: FieldValue {
  @inlinable public static var fieldType: FieldType { .int(bits: 64) }
  @inlinable @inline(__always)
  public func encode(to encoder: inout some ValueEncoder) throws {
    try encoder.encode(Int64(self), bits: 64)
  }
  @inlinable @inline(__always)
  public static func decode(from decoder: inout some ValueDecoder) throws -> Int {
    Int(truncatingIfNeeded: try decoder.decodeInt(bits: 64))
  }
  @inlinable @inline(__always)
  public var stableHash: UInt64 { StableHash.mix(UInt64(truncatingIfNeeded: self)) }
  @inlinable @inline(__always)
  public static func isSameKey(_ left: Int, _ right: Int) -> Bool { left == right }
  @inlinable
  public static func compareKeys(_ left: Int, _ right: Int) -> Int {
    IntegerBytes.compare(left, right)
  }
}

extension Int64: FieldValue {
  @inlinable public static var fieldType: FieldType { .int(bits: 64) }
  @inlinable @inline(__always)
  public func encode(to encoder: inout some ValueEncoder) throws {
    try encoder.encode(Int64(self), bits: 64)
  }
  @inlinable @inline(__always)
  public static func decode(from decoder: inout some ValueDecoder) throws -> Int64 {
    Int64(truncatingIfNeeded: try decoder.decodeInt(bits: 64))
  }
  @inlinable @inline(__always)
  public var stableHash: UInt64 { StableHash.mix(UInt64(truncatingIfNeeded: self)) }
  @inlinable @inline(__always)
  public static func isSameKey(_ left: Int64, _ right: Int64) -> Bool { left == right }
  @inlinable
  public static func compareKeys(_ left: Int64, _ right: Int64) -> Int {
    IntegerBytes.compare(left, right)
  }
}

extension Int32: FieldValue {
  @inlinable public static var fieldType: FieldType { .int(bits: 32) }
  @inlinable @inline(__always)
  public func encode(to encoder: inout some ValueEncoder) throws {
    try encoder.encode(Int64(self), bits: 32)
  }
  @inlinable @inline(__always)
  public static func decode(from decoder: inout some ValueDecoder) throws -> Int32 {
    Int32(truncatingIfNeeded: try decoder.decodeInt(bits: 32))
  }
  @inlinable @inline(__always)
  public var stableHash: UInt64 { StableHash.mix(UInt64(truncatingIfNeeded: self)) }
  @inlinable @inline(__always)
  public static func isSameKey(_ left: Int32, _ right: Int32) -> Bool { left == right }
  @inlinable
  public static func compareKeys(_ left: Int32, _ right: Int32) -> Int {
    IntegerBytes.compare(left, right)
  }
}

extension Int16: FieldValue {
  @inlinable public static var fieldType: FieldType { .int(bits: 16) }
  @inlinable @inline(__always)
  public func encode(to encoder: inout some ValueEncoder) throws {
    try encoder.encode(Int64(self), bits: 16)
  }
  @inlinable @inline(__always)
  public static func decode(from decoder: inout some ValueDecoder) throws -> Int16 {
    Int16(truncatingIfNeeded: try decoder.decodeInt(bits: 16))
  }
  @inlinable @inline(__always)
  public var stableHash: UInt64 { StableHash.mix(UInt64(truncatingIfNeeded: self)) }
  @inlinable @inline(__always)
  public static func isSameKey(_ left: Int16, _ right: Int16) -> Bool { left == right }
  @inlinable
  public static func compareKeys(_ left: Int16, _ right: Int16) -> Int {
    IntegerBytes.compare(left, right)
  }
}

extension Int8: FieldValue {
  @inlinable public static var fieldType: FieldType { .int(bits: 8) }
  @inlinable @inline(__always)
  public func encode(to encoder: inout some ValueEncoder) throws {
    try encoder.encode(Int64(self), bits: 8)
  }
  @inlinable @inline(__always)
  public static func decode(from decoder: inout some ValueDecoder) throws -> Int8 {
    Int8(truncatingIfNeeded: try decoder.decodeInt(bits: 8))
  }
  @inlinable @inline(__always)
  public var stableHash: UInt64 { StableHash.mix(UInt64(truncatingIfNeeded: self)) }
  @inlinable @inline(__always)
  public static func isSameKey(_ left: Int8, _ right: Int8) -> Bool { left == right }
  @inlinable
  public static func compareKeys(_ left: Int8, _ right: Int8) -> Int {
    IntegerBytes.compare(left, right)
  }
}

extension UInt: FieldValue {
  @inlinable public static var fieldType: FieldType { .uint(bits: 64) }
  @inlinable @inline(__always)
  public func encode(to encoder: inout some ValueEncoder) throws {
    try encoder.encode(UInt64(self), bits: 64)
  }
  @inlinable @inline(__always)
  public static func decode(from decoder: inout some ValueDecoder) throws -> UInt {
    UInt(truncatingIfNeeded: try decoder.decodeUInt(bits: 64))
  }
  @inlinable @inline(__always)
  public var stableHash: UInt64 { StableHash.mix(UInt64(truncatingIfNeeded: self)) }
  @inlinable @inline(__always)
  public static func isSameKey(_ left: UInt, _ right: UInt) -> Bool { left == right }
  @inlinable
  public static func compareKeys(_ left: UInt, _ right: UInt) -> Int {
    IntegerBytes.compare(left, right)
  }
}

extension UInt64: FieldValue {
  @inlinable public static var fieldType: FieldType { .uint(bits: 64) }
  @inlinable @inline(__always)
  public func encode(to encoder: inout some ValueEncoder) throws {
    try encoder.encode(UInt64(self), bits: 64)
  }
  @inlinable @inline(__always)
  public static func decode(from decoder: inout some ValueDecoder) throws -> UInt64 {
    UInt64(truncatingIfNeeded: try decoder.decodeUInt(bits: 64))
  }
  @inlinable @inline(__always)
  public var stableHash: UInt64 { StableHash.mix(UInt64(truncatingIfNeeded: self)) }
  @inlinable @inline(__always)
  public static func isSameKey(_ left: UInt64, _ right: UInt64) -> Bool { left == right }
  @inlinable
  public static func compareKeys(_ left: UInt64, _ right: UInt64) -> Int {
    IntegerBytes.compare(left, right)
  }
}

extension UInt32: FieldValue {
  @inlinable public static var fieldType: FieldType { .uint(bits: 32) }
  @inlinable @inline(__always)
  public func encode(to encoder: inout some ValueEncoder) throws {
    try encoder.encode(UInt64(self), bits: 32)
  }
  @inlinable @inline(__always)
  public static func decode(from decoder: inout some ValueDecoder) throws -> UInt32 {
    UInt32(truncatingIfNeeded: try decoder.decodeUInt(bits: 32))
  }
  @inlinable @inline(__always)
  public var stableHash: UInt64 { StableHash.mix(UInt64(truncatingIfNeeded: self)) }
  @inlinable @inline(__always)
  public static func isSameKey(_ left: UInt32, _ right: UInt32) -> Bool { left == right }
  @inlinable
  public static func compareKeys(_ left: UInt32, _ right: UInt32) -> Int {
    IntegerBytes.compare(left, right)
  }
}

extension UInt16: FieldValue {
  @inlinable public static var fieldType: FieldType { .uint(bits: 16) }
  @inlinable @inline(__always)
  public func encode(to encoder: inout some ValueEncoder) throws {
    try encoder.encode(UInt64(self), bits: 16)
  }
  @inlinable @inline(__always)
  public static func decode(from decoder: inout some ValueDecoder) throws -> UInt16 {
    UInt16(truncatingIfNeeded: try decoder.decodeUInt(bits: 16))
  }
  @inlinable @inline(__always)
  public var stableHash: UInt64 { StableHash.mix(UInt64(truncatingIfNeeded: self)) }
  @inlinable @inline(__always)
  public static func isSameKey(_ left: UInt16, _ right: UInt16) -> Bool { left == right }
  @inlinable
  public static func compareKeys(_ left: UInt16, _ right: UInt16) -> Int {
    IntegerBytes.compare(left, right)
  }
}

extension UInt8: FieldValue {
  @inlinable public static var fieldType: FieldType { .uint(bits: 8) }
  @inlinable @inline(__always)
  public func encode(to encoder: inout some ValueEncoder) throws {
    try encoder.encode(UInt64(self), bits: 8)
  }
  @inlinable @inline(__always)
  public static func decode(from decoder: inout some ValueDecoder) throws -> UInt8 {
    UInt8(truncatingIfNeeded: try decoder.decodeUInt(bits: 8))
  }
  @inlinable @inline(__always)
  public var stableHash: UInt64 { StableHash.mix(UInt64(truncatingIfNeeded: self)) }
  @inlinable @inline(__always)
  public static func isSameKey(_ left: UInt8, _ right: UInt8) -> Bool { left == right }
  @inlinable
  public static func compareKeys(_ left: UInt8, _ right: UInt8) -> Int {
    IntegerBytes.compare(left, right)
  }
}

/// Integers compared by their little-endian bytes.
@usableFromInline enum IntegerBytes {
  @inlinable @inline(__always)
  static func compare<Integer: FixedWidthInteger>(_ left: Integer, _ right: Integer) -> Int {
    let left = Integer.Magnitude(truncatingIfNeeded: left.littleEndian).byteSwapped
    let right = Integer.Magnitude(truncatingIfNeeded: right.littleEndian).byteSwapped
    return left < right ? -1 : (left == right ? 0 : 1)
  }
}
