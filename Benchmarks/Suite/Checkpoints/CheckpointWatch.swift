import WeirRuntime

/// Looks at a running job for checkpoints that have become complete.
struct CheckpointWatch {
  private let runner: JobRunner

  init(_ runner: JobRunner) { self.runner = runner }

  /// Until it is cancelled: how many there were, and the milliseconds of each that was seen.
  func run() async -> (count: Int, durations: [Double]) {
    var durations: [Double] = []
    var latest: UInt64 = 0
    while !Task.isCancelled {
      let checkpoint = runner.progress().checkpoint
      if let number = checkpoint.latest, number != latest {
        latest = number
        if let duration = checkpoint.durationMilliseconds { durations.append(Double(duration)) }
      }
      do { try await Task.sleep(for: .milliseconds(20)) } catch { break }
    }
    return (Int(latest), durations)
  }
}
