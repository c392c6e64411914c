import Testing
import Weir
import WeirCheckpoints
import WeirCore
import WeirStorage

@testable import WeirRunner

/// Numbers into one compressed part that stays open until the job ends.
private struct Numbers: Job {
  static let name = "numbers"

  func define(on flow: JobBuilder) throws {
    flow.source("numbers", GeneratorSource(count: 40_000, splitCount: 2, SequenceGenerator { $0 }))
      .sink("archive", to: JSONLinesSink(roll: .size(1 << 30), compression: .gzip))
  }
}

@Suite(.serialized) struct LinesCutTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func run(_ arguments: String...) async -> (code: ExitCode, console: CapturedConsole) {
    await InvocationTests.run(
      arguments + ["--data", "\(directory.path)/data"], jobs: [Numbers.self])
  }

  @Test("Lines are read as of each checkpoint that is kept, also from a compressed part")
  func asOf() async throws {
    let finished = await run("run", "numbers", "--checkpoint-interval", "5ms", "--quiet")
    #expect(finished.code == .success, "\(finished.console.errors)")
    let paths = JobPaths(dataDirectory: "\(directory.path)/data", job: "numbers")
    let kept = try CheckpointReader(paths: paths, environment: .system()).retained()
    var counts: [Int] = []
    for manifest in kept {
      let lines = await run("lines", "numbers", "archive", "--as-of", "\(manifest.id)")
      #expect(lines.code == .success, "\(lines.console.errors)")
      let numbers = lines.console.output.split(separator: "\n").compactMap { Int($0) }
      #expect(Set(numbers).count == numbers.count)
      counts.append(numbers.count)
    }
    #expect(counts.sorted() == counts)
    #expect(counts.last == 40_000)
    #expect(await run("lines", "numbers", "archive", "--count").console.output == "40000\n")
    let parts = try PosixFileSystem().list(paths.store(of: OperatorID("archive"))).map(\.name)
    #expect(parts.allSatisfy { $0 == "_weir.json" || $0.hasSuffix(".jsonl.gz") }, "\(parts)")
  }

  @Test("An epoch that is not kept, or none, is an error that names the choice")
  func notKept() async throws {
    _ = await run("run", "numbers", "--quiet")
    let gone = await run("lines", "numbers", "archive", "--as-of", "chk-9999")
    #expect(gone.code == .unusable)
    #expect(gone.console.errors.contains("chk-9999 is not kept"), "\(gone.console.errors)")
    let word = await run("lines", "numbers", "archive", "--as-of", "yesterday")
    #expect(word.code == .usage)
    #expect(word.console.errors.contains("one like chk-17"))
  }
}
