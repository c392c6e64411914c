/// When the next SIGKILL comes, counted from the start of the process.
struct KillPlan: Equatable {
  /// Wait this long first, in nanoseconds.
  let delay: UInt64
  /// Then wait for a checkpoint that has come this far; nil for a kill at any time.
  let aim: Phase?
  /// And then this long, in nanoseconds.
  let pause: UInt64
}
