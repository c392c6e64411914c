import WeirCore

/// What an operator under test would have put into a checkpoint.
public struct HarnessSnapshot: Sendable, Equatable {
  /// The state of each operator, with the subtask that wrote it.
  public let sections: [RestoredSection]

  public init(sections: [RestoredSection]) { self.sections = sections }
}
