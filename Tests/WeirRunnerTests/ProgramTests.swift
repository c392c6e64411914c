import Glibc
import Testing
import Weir
import WeirJobs
import WeirStorage

@testable import WeirRunner

/// The real program on real files. Serialized: each test has its own process and directory, but two
/// cores are soon used up.
@Suite(.serialized) struct ProgramTests {
  let directory: TemporaryDirectory
  let program: Program

  init() throws {
    directory = try TemporaryDirectory()
    program = Program(directory: directory)
  }

  private var data: [String] { ["--data", "\(directory.path)/data"] }
  private var paths: JobPaths {
    JobPaths(dataDirectory: "\(directory.path)/data", job: "word-count")
  }

  private func wordCount(_ text: String = "a b a\nc  a\tb\n") throws -> [String] {
    let input = try directory.write(text, to: "words.txt")
    return ["run", "word-count", "--input", input] + data
  }

  @Test("A job runs to its end, and its results and checkpoints can be read")
  func finished() throws {
    let run = try program.run(try wordCount())
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.output.hasPrefix("word-count finished at chk-"))
    #expect(run.output.contains("lines word-count counts --data"))
    let lines = try program.run(["lines", "word-count", "counts"] + data)
    #expect(
      lines.output.split(separator: "\n").sorted() == [
        #"{"word":"a","count":3}"#, #"{"word":"b","count":2}"#, #"{"word":"c","count":1}"#,
      ])
    #expect(try program.run(["lines", "word-count", "counts", "--count"] + data).output == "3\n")
    let limited = try program.run(["lines", "word-count", "counts", "--limit", "2"] + data)
    #expect(limited.output.split(separator: "\n").count == 2)
    let listed = try program.run(["lines", "word-count", "--count", "--json"] + data).output
    let stores = try JSON.decode([LinesEntry].self, from: Array(listed.utf8))
    #expect(stores.first { $0.sink == "counts" }?.lineCount == 3)
    let verified = try program.run(["checkpoints", "word-count", "verify"] + data)
    #expect(verified.code == 0 && verified.output.contains("is whole"))
    let status = try program.run(["status", "word-count", "--json"] + data).output
    let report = try JSON.decode(StatusReport.self, from: Array(status.utf8))
    #expect(report.progress?.state == "finished" && !report.isRunning)
  }

  @Test("Each job of the repository has an input of its own, wherever it is called from")
  func samples() throws {
    for job in AllJobs.jobs {
      let parameters = try JobCatalog.parameters(of: job)
      let input = try #require(parameters.first { $0.name == "input" }?.text)
      // One that generates its events reads a file only when it is given one.
      if input.isEmpty, parameters.contains(where: { ["events", "generate"].contains($0.name) }) {
        continue
      }
      #expect(input.hasPrefix("/"), "\(job.name)")
      #expect(access(input, R_OK) == 0, "\(input)")
    }
    let run = try program.run(["run", "word-count"] + data)
    #expect(run.code == 0, "\(run.errors)")
    let lines = try program.run(["lines", "word-count", "counts"] + data).output
    #expect(lines.contains("{\"word\":\"weir\",\"count\":20}"))
  }

  @Test("A finished job that is run again says so and ends with exit code 0")
  func again() throws {
    let arguments = try wordCount()
    #expect(try program.run(arguments).code == 0)
    let again = try program.run(arguments + ["--json"])
    #expect(again.code == 0)
    let last = try #require(again.output.split(separator: "\n").last)
    let report = try JSON.decode(RunReport.self, from: Array(last.utf8))
    #expect(report.outcome == "already complete")
    #expect(report.stores.map(\.sink).contains("counts"))
  }

  @Test("A changed parameter is refused with both values and exit code 2")
  func changedParameter() throws {
    _ = try program.run(try wordCount())
    let other = try directory.write("x", to: "other.txt")
    let refused = try program.run(["run", "word-count", "--input", other] + data)
    #expect(refused.code == 2)
    #expect(refused.errors.contains("words.txt") && refused.errors.contains("other.txt"))
  }

  @Test("A damaged manifest is named with its file, and ends runs with exit code 3")
  func damaged() throws {
    let arguments = try wordCount()
    _ = try program.run(arguments)
    let listed = try program.run(["checkpoints", "word-count", "--json"] + data).output
    let entries = try JSON.decode([CheckpointEntry].self, from: Array(listed.utf8))
    let manifest = "\(try #require(entries.last).directory)/manifest.json"
    let descriptor = Glibc.open(manifest, O_WRONLY)
    #expect(pwrite(descriptor, "#", 1, 40) == 1)
    close(descriptor)
    let verified = try program.run(["checkpoints", "word-count", "verify"] + data)
    #expect(verified.code == 3)
    #expect(verified.output.contains("manifest.json"))
    let run = try program.run(arguments)
    #expect(run.code == 3)
    #expect(run.errors.contains("weir: job word-count") && run.errors.contains("manifest.json"))
  }

  @Test("A directory that another process owns is refused with its id and exit code 4")
  func owned() throws {
    try PosixFileSystem().createDirectory(paths.directory)
    let lock = try DirectoryLock.acquire(paths.lock)
    let run = try program.run(try wordCount())
    #expect(run.code == 4)
    #expect(run.errors.contains("process \(getpid())"))
    let status = try program.run(["status", "word-count"] + data)
    #expect(status.output.contains("is running: process \(getpid())"))
    lock.release()
    #expect(try program.run(try wordCount()).code == 0)
  }

  @Test("Input that is not there ends with exit code 1 and the file's name")
  func missingInput() throws {
    let run = try program.run(
      ["run", "word-count", "--input", "/nonexistent/x.txt", "--restart", "none"] + data)
    #expect(run.code == 1)
    #expect(run.errors.contains("/nonexistent/x.txt"))
  }

  @Test("A failpoint that cannot be armed is wrong usage; an armed one kills the process")
  func failpoints() throws {
    let wrong = try program.run(try wordCount(), environment: ["WEIR_FAILPOINT": "no.such"])
    #expect(wrong.code == 2 && wrong.errors.contains("no.such"))
    let log = "\(directory.path)/hits"
    let killed = try program.run(
      try wordCount(),
      environment: ["WEIR_FAILPOINT": "manifest.synced", "WEIR_FAILPOINT_LOG": log])
    #expect(killed.code == 128 + SIGKILL)
    #expect(directory.read("hits")?.contains("manifest.synced\n") == true)
    #expect(try program.run(try wordCount()).code == 0)
  }

  @Test("A reader that goes away early does not fail the listing")
  func closedPipe() throws {
    _ = try program.run(try wordCount())
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    close(ends[0])
    let process = try program.start(["lines", "word-count", "counts"] + data, output: ends[1])
    close(ends[1])
    #expect(Program.wait(for: process).code == 0)
  }

  @Test("Control characters in data are escaped on a terminal and left alone in a pipe")
  func controlCharacters() async throws {
    _ = try program.run(try wordCount("x\u{7F}y"))
    let arguments = ["lines", "word-count", "counts"] + data
    #expect(try program.run(arguments).output == "{\"word\":\"x\u{7F}y\",\"count\":1}\n")
    let console = CapturedConsole(isTerminal: true)
    let invocation = Invocation(
      program: ProgramName(path: "weir", directory: nil), jobs: AllJobs.jobs, console: console)
    #expect(await invocation.run(arguments) == .success)
    #expect(console.output == "{\"word\":\"x\\u{7F}y\",\"count\":1}\n")
  }
}
