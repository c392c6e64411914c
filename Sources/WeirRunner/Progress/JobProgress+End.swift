import WeirRuntime

extension JobProgress {
  /// Whether the run has ended, however it did.
  var hasEnded: Bool { ["finished", "stopped", "failed"].contains(state) }
}
