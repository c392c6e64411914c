import WeirCore

/// What one subtask tells the combiner of windows over a whole stream: the aggregate of a slice, or
/// one record.
public struct WindowPartial<Input: FieldValue, Accumulator: FieldValue>: Record {
  /// Of the records of one slice.
  public var accumulator: Accumulator?
  /// How many records it is of.
  public var count = 0
  /// A record by itself.
  public var record: Input?

  @inlinable public init() {}

  @inlinable public init(_ accumulator: Accumulator, count: Int) {
    self.accumulator = accumulator
    self.count = count
  }

  @inlinable public init(record: Input) {
    self.record = record
    count = 1
  }

  @inlinable public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("accumulator", &accumulator)
    try field("count", &count)
    try field("record", &record)
  }
}
