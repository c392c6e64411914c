/// Windows over two streams: the records of each have those that an assigner of their own gives.
public struct EitherWindows<LeftWindows: WindowAssigner, RightWindows: WindowAssigner>:
  WindowAssigner
{
  @usableFromInline let left: LeftWindows
  @usableFromInline let right: RightWindows

  @inlinable public init(_ left: LeftWindows, _ right: RightWindows) {
    self.left = left
    self.right = right
  }

  @inlinable public func windows(
    of record: Either<LeftWindows.Input, RightWindows.Input>, at time: EventTime
  ) throws -> [Window] {
    switch record {
    case .left(let record): try left.windows(of: record, at: time)
    case .right(let record): try right.windows(of: record, at: time)
    }
  }

  public var isMerging: Bool { left.isMerging }
  public var needsEventTime: Bool { left.needsEventTime || right.needsEventTime }
  public var label: String {
    left.label == right.label ? left.label : "\(left.label) with \(right.label)"
  }
  public var problem: String? {
    if left.isMerging != right.isMerging {
      return "the windows of one side merge and those of the other do not; let both or neither"
    }
    return left.problem ?? right.problem
  }
}
