import WeirCore

/// The state that a control stream makes, the same in every subtask.
public final class SharedState<Shared: FieldValue> {
  @usableFromInline var value: Shared
  private var isRestored = false

  public init(_ value: Shared) { self.value = value }

  @usableFromInline static var sectionName: String { "shared" }

  /// Every subtask stores it, so that whoever takes over a part of the keys has it.
  @usableFromInline func snapshot() throws -> (name: String, bytes: ByteBuffer) {
    let buffer = ByteBuffer()
    SchemaCodec.encode(Shared.fieldType, to: buffer)
    var encoder = BinaryEncoder(buffer: buffer)
    try value.encode(to: &encoder)
    return (Self.sectionName, buffer)
  }

  /// Takes it up from any subtask's part: a barrier cuts all of them behind the same control
  /// record.
  @usableFromInline func restore(_ sections: [RestoredSection]) throws {
    guard !isRestored,
      let section = sections.first(where: { $0.section.name == Self.sectionName })?.section
    else { return }
    isRestored = true
    value = try section.bytes.withUnsafeBytes { bytes in
      var decoder = BinaryDecoder(bytes)
      let values = try StateDecoder<Shared>(writtenAs: try SchemaCodec.decode(from: &decoder))
      return try values.decode(&decoder)
    }
  }
}
