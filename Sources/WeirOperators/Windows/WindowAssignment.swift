import WeirCore

/// The windows of each record, whichever way they were declared.
public struct WindowAssignment<Input: FieldValue>: Sendable {
  /// For graphs, for example `tumbling 1 h`.
  public let label: String
  /// Why such windows cannot be, or nil.
  public let problem: String?
  /// Whether windows of a key that touch become one.
  public let isMerging: Bool
  public let needsEventTime: Bool
  /// Whether a window lasts until the end of input.
  public let areEndless: Bool
  public let windows: @Sendable (Input, EventTime) throws -> [Window]

  public init(
    label: String, problem: String? = nil, isMerging: Bool = false, needsEventTime: Bool = true,
    areEndless: Bool = false, windows: @escaping @Sendable (Input, EventTime) throws -> [Window]
  ) {
    self.label = label
    self.problem = problem
    self.isMerging = isMerging
    self.needsEventTime = needsEventTime
    self.areEndless = areEndless
    self.windows = windows
  }

  @inlinable public init<Assigner: WindowAssigner>(_ assigner: Assigner)
  where Assigner.Input == Input {
    self.init(
      label: assigner.label, problem: assigner.problem, isMerging: assigner.isMerging,
      needsEventTime: assigner.needsEventTime
    ) { try assigner.windows(of: $0, at: $1) }
  }
}
