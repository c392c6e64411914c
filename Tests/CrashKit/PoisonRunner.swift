import Synchronization

/// Stores refuse changes, are mended, and get them again: at each of these steps the job dies at a
/// failpoint, and after each step its stores and its dead letters must be exact.
final class PoisonRunner: CaseRunner {
  /// In the order in which they come.
  enum Stage: Int, CaseIterable {
    case refused, redriven, forced
  }

  let test: JobUnderTest
  let check: PoisonCheck
  let hitLog: String
  private let deaths = Mutex<[Stage: Int]>([:])

  var action: String { "kill" }

  init(test: JobUnderTest, check: PoisonCheck, hitLog: String) {
    self.test = test
    self.check = check
    self.hitLog = hitLog
  }

  /// How many processes have died while changes were refused, and while they came again.
  var summary: String {
    let deaths = deaths.withLock { $0 }
    return Stage.allCases.map { "\(deaths[$0] ?? 0) \($0)" }.joined(separator: ", ")
  }

  func run(_ failpointCase: FailpointCase, in folder: String) -> FailpointResult {
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
    // The stores' files are there before the first record is.
    let end = try directory.run(
      parallelism: failpointCase.parallelism, failpoint: "coord.beforeInject:1:kill")
    guard end == .signalled(9) else {
      throw CrashError.violation("the job ended with \(end) before its first checkpoint")
    }
    try check.run(.refuse, directory)
    try die(failpointCase, .refused, &directory, &fired)
    try check.run(.refused, directory)

    try check.run(.accept, directory)
    // Some of the requests may be made by a process that dies.
    let delay = UInt64(failpointCase.steps.map(\.text).joined().utf8.count * 7 % 60)
    try directory.killDeadLetters(["redrive", "--all"], after: delay * 1_000_000)
    try directory.deadLetters(["redrive", "--all"])
    try die(failpointCase, .redriven, &directory, &fired)
    try check.run(.redriven, directory)
    try checkDone(failpointCase, directory)

    try force(directory)
    try die(failpointCase, .forced, &directory, &fired)
    try check.run(.forced, directory)
    try directory.observe()
    try StrayFiles.check(directory.data)
  }

  /// Runs the job to its end, dying on the way.
  private func die(
    _ failpointCase: FailpointCase, _ stage: Stage, _ directory: inout JobDirectory,
    _ fired: inout [String]
  ) throws {
    let before = fired.count
    try directory.finish(
      dyingAt: failpointCase.steps, parallelism: failpointCase.parallelism, action: action,
      hitLog: hitLog, fired: &fired)
    let count = fired.count - before
    deaths.withLock { $0[stage, default: 0] += count }
  }

  /// What was given again and stored cannot be given once more, and nothing changes.
  private func checkDone(
    _ failpointCase: FailpointCase, _ directory: borrowing JobDirectory
  ) throws {
    let before = try check.run(.dump, directory)
    for letters in try directory.letters(inState: "redriven").values {
      try directory.deadLetters(["redrive"] + letters.prefix(1), exitCode: 2)
    }
    try directory.deadLetters(["redrive", "--all"])
    try directory.finish(parallelism: failpointCase.parallelism)
    guard try check.run(.dump, directory) == before else {
      throw CrashError.violation("redriving once more changed the stores")
    }
  }

  /// What has a newer change is stored over it only by force.
  private func force(_ directory: borrowing JobDirectory) throws {
    let overtaken = try directory.letters(inState: "superseded")
    guard !overtaken.isEmpty else {
      throw CrashError.violation("no letter has a newer change of its key")
    }
    for letters in overtaken.values {
      try directory.deadLetters(["redrive"] + letters, exitCode: 2)
      try directory.deadLetters(["redrive"] + letters + ["--force"])
    }
  }
}
