import WeirCore

/// The whole of a sequence, and how many of its elements are read.
public struct SequenceSplit: Split {
  public var position: Int64 = 0

  public init() {}

  public var id: String { "sequence" }

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("position", &position)
  }
}
