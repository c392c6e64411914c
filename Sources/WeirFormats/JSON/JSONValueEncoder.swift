import WeirCore

/// Writes values as JSON (RFC 8259) without white space.
///
/// * Doubles are the shortest decimal text that reads back as the same value, in the form of
///   Swift's `description`: `12.5`, `3.0`, `-0.0`, `1e-07`, `5e-324`. A whole number keeps its
///   `.0`. Infinities and NaN have no JSON text and are refused with the field named.
/// * Texts are UTF-8; only quotes, backslashes and control characters are escaped.
/// * ``EventTime`` is a number of epoch milliseconds, ``Bytes`` base64 text, nil `null`.
/// * Dictionaries whose keys are texts are objects in the order of the keys' UTF-8 bytes, others
///   are arrays of `[key, value]` pairs in the order of ``KeyBytes``.
public struct JSONValueEncoder: ValueEncoder {
  public let buffer: ByteBuffer
  @usableFromInline let hasPlainNames: Bool

  /// Appends to `buffer`.
  /// - Parameter hasPlainNames: that no field name of the values needs an escape, as
  ///   ``hasPlainNames(_:)`` finds out once; names are then copied without being looked at.
  @inlinable @inline(__always)
  public init(buffer: ByteBuffer = ByteBuffer(), hasPlainNames: Bool = false) {
    self.buffer = buffer
    self.hasPlainNames = hasPlainNames
  }

  /// Whether no field name in `type` needs an escape.
  public static func hasPlainNames(_ type: FieldType) -> Bool {
    switch type {
    case .optional(let inner), .array(let inner): hasPlainNames(inner)
    case .dictionary(let key, let value): hasPlainNames(key) && hasPlainNames(value)
    case .record(let fields):
      fields.allSatisfy { field in
        field.name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }
          && hasPlainNames(field.type)
      }
    default: true
    }
  }

  @inlinable @inline(__always) public mutating func encode(_ value: Bool) throws {
    if value { buffer.append(literal: "true") } else { buffer.append(literal: "false") }
  }

  @inlinable @inline(__always) public mutating func encode(_ value: Int64, bits: Int) throws {
    DecimalText.append(value, to: buffer)
  }

  @inlinable @inline(__always) public mutating func encode(_ value: UInt64, bits: Int) throws {
    DecimalText.append(value, to: buffer)
  }

  @inlinable @inline(__always) public mutating func encode(_ value: Double) throws {
    guard value.isFinite else { throw Self.notFinite(value.description) }
    DecimalText.append(value, to: buffer)
  }

  @inlinable @inline(__always) public mutating func encode(_ value: Float) throws {
    guard value.isFinite else { throw Self.notFinite(value.description) }
    DecimalText.append(value, to: buffer)
  }

  @usableFromInline @inline(never) static func notFinite(_ text: String) -> WeirError {
    WeirError(
      .userFunction,
      "\(text) has no JSON text; make the field optional and leave it out, or replace the value",
      isRetriable: false)
  }

  @inlinable @inline(__always) public mutating func encode(_ value: String) throws {
    var value = value
    value.withUTF8 { encode(text: $0) }
  }

  public mutating func encode(text: UnsafeBufferPointer<UInt8>) {
    guard let base = text.baseAddress else { return buffer.append(literal: "\"\"") }
    buffer.reserve(text.count &+ 2)
    buffer.appendReserved(UInt8(ascii: "\""))
    let end = base + text.count
    var clean = base
    var cursor = base
    while JSONText.skipClean(&cursor, end) {
      buffer.append(bytes: UnsafeRawBufferPointer(start: clean, count: cursor - clean))
      escape(cursor.pointee)
      cursor += 1
      clean = cursor
    }
    buffer.append(bytes: UnsafeRawBufferPointer(start: clean, count: end - clean))
    buffer.append(UInt8(ascii: "\""))
  }

  private func escape(_ byte: UInt8) {
    let short: UInt8? =
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
      case 0x08: UInt8(ascii: "b")
      case 0x09: UInt8(ascii: "t")
      case 0x0A: UInt8(ascii: "n")
      case 0x0C: UInt8(ascii: "f")
      case 0x0D: UInt8(ascii: "r")
      default: nil
      }
    if let short {
      buffer.append(UInt8(ascii: "\\"))
      buffer.append(short)
    } else {
      buffer.append(literal: "\\u00")
      buffer.append(UInt8(ascii: "0") + byte >> 4)
      buffer.append(JSONText.hexDigits[Int(byte & 15)])
    }
  }

  public mutating func encode(_ value: Bytes) throws {
    buffer.append(UInt8(ascii: "\""))
    Base64.encode(value.storage, into: buffer)
    buffer.append(UInt8(ascii: "\""))
  }

  @inlinable @inline(__always) public mutating func encode(_ value: EventTime) throws {
    DecimalText.append(value.milliseconds, to: buffer)
  }
}
