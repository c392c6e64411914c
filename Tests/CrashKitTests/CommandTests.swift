import Testing

@testable import weir_crash

/// The tool against a runner in miniature, which keeps its promises or breaks the one it is told.
@Suite struct CommandTests {
  private static let fake =
    #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/fake-weir.sh"

  private func crash(_ command: String, bug: String = "none", _ more: String...) throws {
    var command = try Command(
      [command, "--weir", Self.fake, "--job", "numbers", "--args", "--count 40 --bug \(bug)"]
        + more)
    try command.run()
  }

  private func problem(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch {
      return "\(error)"
    }
  }

  /// The sorted numbers 1 to 40, from another program.
  private static func expectationFile(in folder: String) throws -> String {
    let lines = (1...40).map { "{\"number\":\($0)}\n" }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let hash = SHA256.hexadecimal(lines.flatMap { Array($0.utf8) })
    try Files.write(Array("\(hash)  numbers  40\n".utf8), to: "\(folder)/expected.sha256")
    return "\(folder)/expected.sha256"
  }

  @Test("A runner that keeps its promises passes a loop of kills, over several data directories")
  func killLoopPasses() throws {
    let folder = try Files.makeTemporaryDirectory()
    defer { Files.removeTree(folder) }
    let expected = try Self.expectationFile(in: folder)
    try crash(
      "kill-loop", "--expect", expected, "--kills", "12", "--parallelism", "1", "--mixed",
      "--seed", "5", "--longest-delay", "60ms", "--least-share", "10", "--folder",
      "\(folder)/loop")
  }

  @Test("Queries are held each against its own result, and one that is wrong stops no other")
  func nexmark() throws {
    let folder = try Files.makeTemporaryDirectory()
    defer { Files.removeTree(folder) }
    let hash = try Self.expectationFile(in: folder)
    let right = String(decoding: Files.read(hash) ?? [], as: UTF8.self).prefix(64)
    let wrong = String(repeating: "0", count: 64)
    try Files.write(
      Array("20k\tq03\t40\t\(right)\n20k\tq05\t40\t\(wrong)\n20k\tq08\t40\t\(right)\n".utf8),
      to: "\(folder)/table")
    try Files.createDirectories("\(folder)/results/expected-20k")
    try Files.write(
      Array("query\trows\thash\nq03\t40\t\(right)\t+I=40\n".utf8),
      to: "\(folder)/results/expected-20k/MANIFEST.tsv")
    func run(_ queries: String, _ results: String = "table") throws {
      var command = try Command([
        "nexmark", "--weir", Self.fake, "--expect", "\(folder)/\(results)", "--queries", queries,
        "--kills", "6", "--mixed", "--seed", "5", "--longest-delay", "60ms", "--least-share", "10",
        "--folder", "\(folder)/\(queries)",
      ])
      try command.run()
    }
    try run("q03,q08")
    #expect(Files.names(in: "\(folder)/q03,q08") == ["q03", "q08"])
    try run("q03", "results")
    #expect(problem { try run("q03,q05,q08") }.contains("not exact: q05"))
    #expect(Files.names(in: "\(folder)/q03,q05,q08") == ["q03", "q05", "q08"])
    #expect(problem { try run("q99") }.contains("no result of q99"))
  }

  @Test("Kills that never come under a checkpoint fail the loop")
  func silentPhasesFail() throws {
    let folder = try Files.makeTemporaryDirectory()
    defer { Files.removeTree(folder) }
    let text = problem {
      try crash(
        "kill-loop", bug: "silent", "--expect", "undisturbed", "--kills", "2", "--parallelism",
        "1", "--seed", "5", "--longest-delay", "20ms", "--folder", "\(folder)/loop")
    }
    #expect(text.contains("only 0 % of the kills"))
    #expect(text.contains("seed 5"))
  }

  @Test("A runner that keeps its promises passes all its failpoints and pairs")
  func failpointsPass() throws {
    try crash(
      "failpoints", "--expect", "undisturbed", "--parallelism", "1", "--hits", "1,2", "--names",
      "source.afterEmit,manifest.tmpWritten,sink.beforeCommit,recover.afterLoad")
  }

  @Test("Failing instead of dying at a failpoint is checked as well")
  func thrownFailpointsPass() throws {
    try crash(
      "failpoints", "--expect", "undisturbed", "--parallelism", "1", "--hits", "2", "--names",
      "source.afterEmit", "--action", "throw", "--pairs", "none")
  }

  @Test("A failpoint that is never hit fails the run")
  func ghostFails() throws {
    let folder = try Files.makeTemporaryDirectory()
    defer { Files.removeTree(folder) }
    let text = problem {
      try crash(
        "failpoints", "--expect", "undisturbed", "--parallelism", "1", "--hits", "1", "--pairs",
        "none", "--names", "ghost.point", "--folder", "\(folder)/matrix")
    }
    #expect(text.contains("1 problems"))
  }

  @Test(
    "A broken promise is found by a crash at a failpoint",
    arguments: [
      ("early", "manifest.tmpWritten"), ("no-recommit", "sink.beforeCommit"),
      ("doubled", "source.afterEmit"), ("changed", "source.afterEmit"),
      ("vanished", "source.afterEmit"),
    ])
  func brokenPromiseIsFound(_ bug: String, _ point: String) throws {
    let folder = try Files.makeTemporaryDirectory()
    defer { Files.removeTree(folder) }
    let runner = FailpointRunner(
      test: try test(bug), expectation: try Expectation(reading: Self.expectationFile(in: folder)),
      action: "kill", hitLog: "\(folder)/hits")
    let step = FailpointCase.Step(name: point, hit: 3)
    let result = runner.run(
      FailpointCase(subject: point, isPair: false, steps: [step], parallelism: 1),
      in: "\(folder)/case")
    let wanted = [
      "early": "is finished, but epoch 3 is not", "no-recommit": "36 lines",
      "doubled": "1 of them repeated", "changed": "has changed since", "vanished": "has vanished",
    ]
    #expect(result.fired == [point])
    #expect(result.problem?.contains(wanted[bug] ?? "?") == true, "\(result.problem ?? "exact")")
  }

  private func test(_ bug: String) throws -> JobUnderTest {
    var arguments = try Arguments(
      ["", "--weir", Self.fake, "--job", "numbers", "--args", "--count 40 --bug \(bug)"], flags: [])
    return try JobUnderTest(&arguments)
  }

  @Test(
    "A broken promise is found without any crash",
    arguments: [
      ("torn", "its last line is not"), ("stray", "stray files"), ("failing", "exit code 0"),
      ("hanging", "did not end within"),
    ])
  func brokenFinishIsFound(_ bug: String, _ reason: String) throws {
    let folder = try Files.makeTemporaryDirectory()
    defer { Files.removeTree(folder) }
    let expected = try Self.expectationFile(in: folder)
    let text = problem {
      try crash(
        "undisturbed", bug: bug, "--expect", expected, "--parallelism", "1", "--time-limit",
        bug == "hanging" ? "1s" : "1m",
        "--folder", "\(folder)/data")
    }
    #expect(text.contains(reason), "\(text)")
  }

  @Test("A sink with other lines than expected is refused, and the lines are kept")
  func otherOutputIsRefused() throws {
    let folder = try Files.makeTemporaryDirectory()
    defer { Files.removeTree(folder) }
    try Files.write(
      Array("\(String(repeating: "0", count: 64)) numbers 40\n".utf8), to: "\(folder)/expected")
    let text = problem {
      try crash(
        "undisturbed", "--expect", "\(folder)/expected", "--parallelism", "1", "--folder",
        "\(folder)/data")
    }
    #expect(text.contains("expected 40 lines, SHA-256 0000"))
    let kept = Files.read("\(folder)/data/parallelism-1/numbers.actual.jsonl") ?? []
    #expect(JobOutput.lineCount(kept) == 40)
  }

  @Test(
    "A wrong command line is refused",
    arguments: [
      ["dance"], ["kill-loop"], ["kill-loop", "loose"], ["kill-loop", "--weir", "weir"],
      [
        "failpoints", "--weir", "/bin/true", "--job", "j", "--expect", "undisturbed", "--typo", "1",
      ], ["poison", "--weir", "/bin/true", "--job", "j"],
      ["poison", "--weir", "/bin/true", "--job", "j", "--check", "python3 x"],
      [
        "store-failure", "--weir", "/bin/true", "--job", "j", "--expect", "undisturbed", "--store",
        "s", "--at-start",
      ],
    ])
  func wrongUsage(_ words: [String]) {
    #expect(throws: CrashError.self) {
      var command = try Command(words)
      try command.run()
    }
  }
}
