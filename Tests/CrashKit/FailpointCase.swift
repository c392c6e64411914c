/// One run of a job that dies at named points, one after the other, and is then left in peace.
struct FailpointCase: Sendable {
  /// A point and the hit at which the process dies there.
  struct Step: Sendable {
    let name: String
    let hit: Int
    var text: String { "\(name):\(hit)" }
  }

  /// The name whose line of the report this case counts for.
  let subject: String
  let isPair: Bool
  let steps: [Step]
  let parallelism: Int

  var text: String {
    steps.map(\.text).joined(separator: ", then ") + " at parallelism \(parallelism)"
  }

  /// The same case with the subject's first hit.
  var atFirstHit: FailpointCase {
    let first = steps.map { $0.name == subject ? Step(name: $0.name, hit: 1) : $0 }
    return FailpointCase(subject: subject, isPair: isPair, steps: first, parallelism: parallelism)
  }
}

/// What became of a case.
struct FailpointResult: Sendable {
  let failpointCase: FailpointCase
  /// The names at which a process really died.
  let fired: Set<String>
  /// nil when the output was exact.
  let problem: String?
}

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
