/// Runs cases, each in a data directory of its own.
struct FailpointRunner: Sendable {
  let test: JobUnderTest
  let expectation: Expectation
  let action: String
  /// Where runners note every name that they come by.
  let hitLog: String

  /// Runs one case. A pair is tried with other hits of its first point until a process dies at
  /// both, if one ever does: some points are hit once, and recovery finds something only once a
  /// checkpoint is complete.
  func run(_ failpointCase: FailpointCase, in folder: String) -> FailpointResult {
    var best = runOnce(failpointCase, in: folder)
    guard failpointCase.isPair, action == "kill" else { return best }
    for hit in [1, 6, 18, 54, 200] where best.problem == nil && !best.diedEverywhere {
      if hit == 1, best.fired.contains(failpointCase.subject) { continue }
      let result = runOnce(failpointCase.at(hit: hit), in: folder)
      if result.problem != nil || result.fired.count > best.fired.count { best = result }
      if !result.fired.contains(failpointCase.subject) { break }
    }
    return best
  }

  private func runOnce(_ failpointCase: FailpointCase, in folder: String) -> FailpointResult {
    var fired: [String] = []
    do {
      try attempt(failpointCase, in: folder, fired: &fired)
      Files.removeTree(folder)
      return FailpointResult(failpointCase: failpointCase, fired: fired, problem: nil)
    } catch {
      return FailpointResult(
        failpointCase: failpointCase, fired: fired, problem: "\(error); kept in \(folder)")
    }
  }

  private func attempt(
    _ failpointCase: FailpointCase, in folder: String, fired: inout [String]
  ) throws {
    var directory = try JobDirectory(test, folder: folder)
    let parallelism = failpointCase.parallelism
    var isFinished = false
    for step in failpointCase.steps where !isFinished {
      // Recovery is only come by when a process has died before.
      let action = step.isPreparation ? "kill" : action
      let end = try directory.run(
        parallelism: parallelism, failpoint: "\(step.text):\(action)", hitLog: hitLog)
      switch end {
      case .signalled(9) where action == "kill": fired.append(step.name)
      case .exited(1) where action != "kill": fired.append(step.name)
      default:
        try directory.requireSuccess(end)
        isFinished = true
      }
      try directory.observe()
    }
    if !isFinished { try directory.finish(parallelism: parallelism, hitLog: hitLog) }
    _ = try directory.verifyFinished(expectation, parallelism: parallelism)
  }
}
