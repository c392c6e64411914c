import WeirCore

/// What windows with a trigger do with their contents and results.
public struct WindowRules: Sendable, Equatable {
  /// How long after its end a window takes records.
  public var allowedLateness: Duration = .zero
  /// Whether a window forgets its contents with each result, so that results are parts.
  public var isDiscarding = false
  /// Whether an earlier result is taken back before a new one is given.
  public var isRetracting = false

  public init() {}
}
