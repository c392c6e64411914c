import WeirCore

/// How far a chunk of lines has been decoded.
@frozen
public struct LineCursor: Sendable, Equatable {
  /// Offset in the chunk of the first line that is not consumed.
  public var offset: Int
  /// Lines consumed so far, blank and malformed ones included. Set it to the lines before the chunk
  /// to get the numbers of a whole file.
  public var lineCount: UInt64

  @inlinable public init(offset: Int = 0, lineCount: UInt64 = 0) {
    self.offset = offset
    self.lineCount = lineCount
  }
}

/// A line that does not hold a record.
public struct MalformedLine: Sendable {
  /// Why. Its location's `byteOffset` counts from the start of the line; file and line are not set.
  public let reason: WeirError
  /// Where the line stands in the chunk, without its end.
  public let range: Range<Int>
  /// 1 for the first line, when the cursor's count started at 0.
  public let number: UInt64

  @inlinable public init(reason: WeirError, range: Range<Int>, number: UInt64) {
    self.reason = reason
    self.range = range
    self.number = number
  }
}
