/// How far a compressed input is read: bytes of the file, and what they were inflated to.
public struct Inflation: Sendable, Equatable {
  public var compressed: UInt64 = 0
  public var inflated: UInt64 = 0

  public init() {}
}
