/// Runs a case of a ``FailpointMatrix``.
protocol CaseRunner: Sendable {
  /// What happens at the points; see `weir failpoints`.
  var action: String { get }
  /// Where runners note every name that they come by.
  var hitLog: String { get }
  func run(_ failpointCase: FailpointCase, in folder: String) -> FailpointResult
}
