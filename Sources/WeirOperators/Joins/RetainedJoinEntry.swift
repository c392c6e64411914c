import WeirCore

/// What a join in which all records of a key meet has for one key: where its rows are.
///
/// It is written as a ``BufferedJoinEntry`` with those rows.
public struct RetainedJoinEntry: JoinEntry {
  /// The number of the last row of each side, of which the others are found.
  @usableFromInline var lastLeft: UInt32
  @usableFromInline var lastRight: UInt32
  /// How many partners the key's next record was given already, before it was interrupted.
  @usableFromInline var givenCount: UInt32
  public var timerAt: Int64 = .max

  @inlinable init(lastLeft: UInt32, lastRight: UInt32, givenCount: UInt32 = 0) {
    self.lastLeft = lastLeft
    self.lastRight = lastRight
    self.givenCount = givenCount
  }

  @inlinable public var isEmpty: Bool {
    lastLeft == JoinRowNumber.none && lastRight == JoinRowNumber.none && givenCount == 0
  }
}
