/// A result after every so many records of a window, and none at its end.
public struct CountTrigger<Input: FieldValue>: Trigger {
  /// Records from one result to the next.
  public let count: Int

  @inlinable public init(_ count: Int) { self.count = count }

  @inlinable public func makeState() -> Int { 0 }

  @inlinable public func onElement(
    _ element: Input, at time: EventTime, state pendingCount: inout Int, context: TriggerContext
  ) -> TriggerResult {
    pendingCount &+= 1
    guard pendingCount >= count else { return .proceed }
    pendingCount = 0
    return .fire
  }

  @inlinable public func onMerge(_ states: [Int], context: TriggerContext) -> Int {
    states.reduce(0, &+)
  }

  public var canMerge: Bool { true }
  public var problem: String? {
    count < 1 ? "a count trigger must count at least one record, not \(count)" : nil
  }
}

extension Trigger {
  /// A result after every `count` records, and none at the window's end.
  @inlinable public static func count<Input>(_ count: Int) -> Self
  where Self == CountTrigger<Input> { CountTrigger(count) }
}
