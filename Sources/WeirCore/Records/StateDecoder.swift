/// Reads values of today's type that were written under the type in a schema header.
///
/// With the same type it costs nothing beyond ``BinaryDecoder``; otherwise every value goes through
/// ``EvolvingDecoder``.
public struct StateDecoder<Value: FieldValue>: Sendable {
  @usableFromInline let written: FieldType
  @usableFromInline let isUnchanged: Bool

  /// - Throws: `incompatibleState` when values written as `written` cannot be read as `Value`,
  ///   naming the field and both types.
  public init(writtenAs written: FieldType) throws {
    let today = Value.fieldType
    self.written = written
    isUnchanged = written == today
    if !isUnchanged { try written.checkReadable(as: today) }
  }

  /// Reads the next value.
  /// - Throws: `unusableCheckpoint` when the bytes do not hold one.
  @inlinable @inline(__always)
  public func decode(_ decoder: inout BinaryDecoder) throws -> Value {
    isUnchanged ? try Value.decode(from: &decoder) : try decodeEvolved(&decoder)
  }

  @usableFromInline @inline(never)
  func decodeEvolved(_ decoder: inout BinaryDecoder) throws -> Value {
    var evolving = EvolvingDecoder(decoder, writtenAs: written)
    let value = try Value.decode(from: &evolving)
    decoder = evolving.decoder
    return value
  }
}
