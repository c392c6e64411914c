/// The schema header of stored state: the type of what follows, in bytes.
///
/// A version byte (1), then the type: a tag byte and what the tag needs.
///
/// | tag | type | behind the tag |
/// | --- | --- | --- |
/// | 0 | bool | |
/// | 1, 2 | int, uint | 1 byte: bits |
/// | 3, 4 | float, double | |
/// | 5, 6, 7 | string, bytes, time | |
/// | 8, 9 | optional, array | the inner type |
/// | 10 | dictionary | the types of key and value |
/// | 11 | record | UInt32 count; per field its name (UInt32 length, UTF-8) and type |
public enum SchemaCodec {
  static var version: UInt8 { 1 }
  static var depthLimit: Int { 64 }

  /// Appends the header for values of `type`.
  public static func encode(_ type: FieldType, to buffer: ByteBuffer) {
    buffer.append(version)
    append(type, to: buffer)
  }

  /// The header for values of `type`.
  public static func encode(_ type: FieldType) -> [UInt8] {
    let buffer = ByteBuffer()
    encode(type, to: buffer)
    return buffer.bytes()
  }

  /// Reads a header; the decoder then stands at the first value.
  /// - Throws: `unusableCheckpoint` when the bytes are no header of a known version.
  public static func decode(from decoder: inout BinaryDecoder) throws -> FieldType {
    let version = try decoder.read(UInt8.self)
    guard version == Self.version else {
      throw decoder.invalidValue("schema version \(version) is not known")
    }
    return try decodeType(&decoder, depth: 0)
  }

  private static func append(_ type: FieldType, to buffer: ByteBuffer) {
    switch type {
    case .bool: buffer.append(0 as UInt8)
    case .int(let bits):
      buffer.append(1 as UInt8)
      buffer.append(UInt8(truncatingIfNeeded: bits))
    case .uint(let bits):
      buffer.append(2 as UInt8)
      buffer.append(UInt8(truncatingIfNeeded: bits))
    case .float: buffer.append(3 as UInt8)
    case .double: buffer.append(4 as UInt8)
    case .string: buffer.append(5 as UInt8)
    case .bytes: buffer.append(6 as UInt8)
    case .eventTime: buffer.append(7 as UInt8)
    case .optional(let wrapped):
      buffer.append(8 as UInt8)
      append(wrapped, to: buffer)
    case .array(let element):
      buffer.append(9 as UInt8)
      append(element, to: buffer)
    case .dictionary(let key, let value):
      buffer.append(10 as UInt8)
      append(key, to: buffer)
      append(value, to: buffer)
    case .record(let fields):
      buffer.append(11 as UInt8)
      buffer.append(UInt32(truncatingIfNeeded: fields.count))
      for field in fields {
        var name = field.name
        name.withUTF8 {
          buffer.append(UInt32(truncatingIfNeeded: $0.count))
          buffer.append(bytes: UnsafeRawBufferPointer($0))
        }
        append(field.type, to: buffer)
      }
    }
  }

  private static func decodeType(
    _ decoder: inout BinaryDecoder, depth: Int
  ) throws -> FieldType {
    guard depth < depthLimit else {
      throw decoder.invalidValue("a schema nested deeper than \(depthLimit) levels")
    }
    let tag = try decoder.read(UInt8.self)
    switch tag {
    case 0: return .bool
    case 1: return .int(bits: try decodeBits(&decoder))
    case 2: return .uint(bits: try decodeBits(&decoder))
    case 3: return .float
    case 4: return .double
    case 5: return .string
    case 6: return .bytes
    case 7: return .eventTime
    case 8: return .optional(try decodeType(&decoder, depth: depth + 1))
    case 9: return .array(try decodeType(&decoder, depth: depth + 1))
    case 10:
      let key = try decodeType(&decoder, depth: depth + 1)
      return .dictionary(key: key, value: try decodeType(&decoder, depth: depth + 1))
    case 11:
      let count = try decoder.decodeCount()
      var fields: [FieldType.Field] = []
      for _ in 0..<count {
        let name = try decoder.decodeString()
        fields.append(
          FieldType.Field(name: name, type: try decodeType(&decoder, depth: depth + 1)))
      }
      return .record(fields)
    default: throw decoder.invalidValue("\(tag) is no tag of a schema")
    }
  }

  private static func decodeBits(_ decoder: inout BinaryDecoder) throws -> Int {
    let bits = Int(try decoder.read(UInt8.self))
    guard [8, 16, 32, 64].contains(bits) else {
      throw decoder.invalidValue("no integer has \(bits) bits")
    }
    return bits
  }
}
