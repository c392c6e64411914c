/// What became of a case.
struct FailpointResult: Sendable {
  let failpointCase: FailpointCase
  /// The names at which a process really died, in order.
  let fired: [String]
  /// nil when the output was exact.
  let problem: String?

  /// Whether a process died at each of the case's points.
  var diedEverywhere: Bool { fired.count == failpointCase.steps.count }
}
