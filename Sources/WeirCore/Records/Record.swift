/// A type that describes its fields once; JSON, CSV, the state codec, schemas, table columns and
/// search fields all follow from that one function.
///
/// ```swift
/// struct Flight: Record {
///   var carrier = ""
///   var delayMinutes: Int? = nil
///
///   mutating func fields(_ field: inout some FieldVisitor) throws {
///     try field("carrier", &carrier)
///     try field("dep_delay", &delayMinutes)
///   }
/// }
/// ```
///
/// The values that `init()` leaves are the defaults of fields that an older file does not have.
public protocol Record: FieldValue {
  /// A record whose fields have their defaults.
  init()
  /// Shows each field to `field`, always all of them and in the same order.
  mutating func fields(_ field: inout some FieldVisitor) throws
}

extension Record {
  @inlinable public static var fieldType: FieldType {
    var visitor = SchemaVisitor()
    var record = Self()
    // A schema visitor never throws; a record that throws by itself has no fields beyond there.
    do { try record.fields(&visitor) } catch { return .record(visitor.fields) }
    return .record(visitor.fields)
  }

  @inlinable @inline(__always)
  public func encode(to encoder: inout some ValueEncoder) throws {
    try encoder.encode(record: self)
  }

  @inlinable @inline(__always)
  public static func decode(from decoder: inout some ValueDecoder) throws -> Self {
    try decoder.decodeRecord(Self.self)
  }
}

/// Collects the names and types of a record's fields.
public struct SchemaVisitor: FieldVisitor {
  public private(set) var fields: [FieldType.Field] = []
  public init() {}
  public mutating func callAsFunction<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws {
    fields.append(FieldType.Field(name: name.description, type: Value.fieldType))
  }
}
