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
  /// Appends the windows of a record.
  public let assign: @Sendable (Input, EventTime, inout [Window]) throws -> Void

  public init(
    label: String, problem: String? = nil, isMerging: Bool = false, needsEventTime: Bool = true,
    areEndless: Bool = false,
    assign: @escaping @Sendable (Input, EventTime, inout [Window]) throws -> Void
  ) {
    self.label = label
    self.problem = problem
    self.isMerging = isMerging
    self.needsEventTime = needsEventTime
    self.areEndless = areEndless
    self.assign = assign
  }

  @inlinable public init<Assigner: WindowAssigner>(_ assigner: Assigner)
  where Assigner.Input == Input {
    self.init(
      label: assigner.label, problem: assigner.problem, isMerging: assigner.isMerging,
      needsEventTime: assigner.needsEventTime
    ) { $2 += try assigner.windows(of: $0, at: $1) }
  }
}
