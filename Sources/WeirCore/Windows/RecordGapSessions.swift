/// Sessions whose gap each record says itself: a record at t keeps its session open until t + gap.
public struct RecordGapSessions<Input: FieldValue>: WindowAssigner {
  @usableFromInline let gap: @Sendable (Input) -> Duration

  @inlinable public init(gap: @escaping @Sendable (Input) -> Duration) { self.gap = gap }

  /// - Throws: `userFunction` for a gap of less than a millisecond.
  @inlinable public func windows(of record: Input, at time: EventTime) throws -> [Window] {
    let gap = gap(record)
    guard gap.milliseconds > 0 else { throw Self.refuse(gap) }
    return [Window(start: time, end: time + gap)]
  }

  @usableFromInline static func refuse(_ gap: Duration) -> WeirError {
    WeirError(
      .userFunction,
      "a session's gap must be at least a millisecond, not \(gap); give every record a longer one",
      isRetriable: false)
  }

  public var isMerging: Bool { true }
  public var label: String { "session, gap of each record" }
}

extension WindowAssigner {
  /// Sessions whose gap each record says itself.
  @inlinable public static func session<Input>(
    gap: sending @escaping (Input) -> Duration
  ) -> Self where Self == RecordGapSessions<Input> {
    let function = UncheckedFunction(gap)
    return RecordGapSessions { function.call($0) }
  }
}
