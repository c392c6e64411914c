import WeirCore

/// Every nth sequence number, and the next one to make.
public struct GeneratorSplit: Split {
  /// Which of the splits it is, from 0.
  public var index: Int64 = 0
  /// How many splits share the numbers.
  public var splitCount: Int64 = 1
  /// The next number.
  public var next: Int64 = 0

  public init() {}
  init(index: Int, splitCount: Int) {
    self.index = Int64(index)
    self.splitCount = Int64(splitCount)
    next = Int64(index)
  }

  public var id: String { "generator-\(index)" }
  public var progress: Int64? { next }

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("index", &index)
    try field("splits", &splitCount)
    try field("next", &next)
  }
}
