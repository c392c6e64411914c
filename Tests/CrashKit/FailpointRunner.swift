/// Runs cases, each in a data directory of its own.
struct FailpointRunner: CaseRunner {
  let test: JobUnderTest
  let expectation: Expectation
  let action: String
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
    try directory.finish(
      dyingAt: failpointCase.steps, parallelism: failpointCase.parallelism, action: action,
      hitLog: hitLog, fired: &fired)
    _ = try directory.verifyFinished(expectation, parallelism: failpointCase.parallelism)
  }
}
