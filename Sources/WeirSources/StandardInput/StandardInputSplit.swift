import WeirCore

/// All of standard input, and how many lines and bytes of it were read, over all attempts.
public struct StandardInputSplit: Split {
  public var position: Int64 = 0
  public var lineCount: Int64 = 0

  public init() {}

  public var id: String { "stdin" }

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("position", &position)
    try field("lines", &lineCount)
  }
}
