/// Runs cases, each in a data directory of its own.
struct FailpointRunner: Sendable {
  let test: JobUnderTest
  let expectation: Expectation
  let action: String
  /// Where runners note every name that they come by.
  let hitLog: String

  /// Runs one case. Where a pair's first point is never hit twice, its first hit is taken.
  func run(_ failpointCase: FailpointCase, in folder: String) -> FailpointResult {
    var failpointCase = failpointCase
    var result = runOnce(failpointCase, in: folder)
    if result.problem == nil, failpointCase.isPair, !result.fired.contains(failpointCase.subject),
      action == "kill"
    {
      failpointCase = failpointCase.atFirstHit
      result = runOnce(failpointCase, in: folder)
    }
    return result
  }

  private func runOnce(_ failpointCase: FailpointCase, in folder: String) -> FailpointResult {
    var fired: Set<String> = []
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
    _ failpointCase: FailpointCase, in folder: String, fired: inout Set<String>
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
      case .signalled(9) where action == "kill": fired.insert(step.name)
      case .exited(1) where action != "kill": fired.insert(step.name)
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
