import WeirCore

/// What a join that keeps records of both sides has for one key.
public struct BufferedJoinEntry<Left: FieldValue, Right: FieldValue>: JoinEntry, Record {
  @usableFromInline var lefts = JoinBuffer<Left>()
  @usableFromInline var rights = JoinBuffer<Right>()
  /// How many partners the key's next record was given already, before it was interrupted.
  @usableFromInline var givenCount = 0
  public var timerAt: Int64 = .max

  @inlinable public init() {}

  @inlinable public var isEmpty: Bool { lefts.isEmpty && rights.isEmpty && givenCount == 0 }

  @inlinable public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("lefts", &lefts)
    try field("rights", &rights)
    try field("given", &givenCount)
  }
}
