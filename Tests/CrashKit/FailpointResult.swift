/// What became of a case.
struct FailpointResult: Sendable {
  let failpointCase: FailpointCase
  /// The names at which a process really died.
  let fired: Set<String>
  /// nil when the output was exact.
  let problem: String?
}
