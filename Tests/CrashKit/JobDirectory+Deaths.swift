extension JobDirectory {
  /// Runs the job to its end, dying at these points one after the other, as far as it comes by them.
  /// - Parameters:
  ///   - action: What happens at the points that are no preparation.
  ///   - fired: Gets the names of the points where a process really died.
  mutating func finish(
    dyingAt steps: [FailpointCase.Step], parallelism: Int, action: String, hitLog: String,
    fired: inout [String]
  ) throws {
    var isFinished = false
    for step in steps where !isFinished {
      // Recovery is only come by when a process has died before.
      let action = step.isPreparation ? "kill" : action
      let end = try run(
        parallelism: parallelism, failpoint: "\(step.text):\(action)", hitLog: hitLog)
      switch end {
      case .signalled(9) where action == "kill": fired.append(step.name)
      case .exited(1) where action != "kill": fired.append(step.name)
      default:
        try requireSuccess(end)
        isFinished = true
      }
      try observe()
    }
    if !isFinished { try finish(parallelism: parallelism, hitLog: hitLog) }
  }
}
