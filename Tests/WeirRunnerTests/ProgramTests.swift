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
    let status = try program.run(["status", "word-count"] + data).output
    #expect(status.contains("its last process finished"), "\(status)")
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
    let next = try DirectoryLock.acquire(paths.lock)
    let silent = try program.run(["status", "word-count"] + data).output
    #expect(silent.contains("it has not said anything yet"), "\(silent)")
    next.release()
  }

  @Test("Input that is not there ends with exit code 1 and the file's name")
  func missingInput() throws {
    let run = try program.run(
      ["run", "word-count", "--input", "/nonexistent/x.txt", "--restart", "none"] + data)
    #expect(run.code == 1)
    #expect(run.errors.contains("/nonexistent/x.txt"))
    let status = try program.run(["status", "word-count"] + data).output
    #expect(status.contains("it failed with: ") && status.contains("/nonexistent/x.txt"))
  }

  @Test("A checkpoint that does not exist is wrong usage, whichever command names it")
  func unknownCheckpoint() throws {
    let arguments = try wordCount()
    #expect(try program.run(arguments).code == 0)
    for command in [
      arguments + ["--from", "99"], ["checkpoints", "word-count", "show", "99"] + data,
      ["checkpoints", "word-count", "verify", "99"] + data,
      ["replay", "word-count", "--from", "99", "--into", "\(directory.path)/copy"] + data,
    ] {
      let end = try program.run(command)
      #expect(end.code == 2, "\(command): \(end.errors)")
    }
  }

  @Test("A directory under another job's name is refused with exit code 3")
  func otherJob() throws {
    #expect(try program.run(try wordCount()).code == 0)
    let copy = JobPaths(dataDirectory: "\(directory.path)/data", job: "flights").directory
    #expect(rename(paths.directory, copy) == 0)
    for command in [["checkpoints", "flights", "verify"], ["lines", "flights"]] {
      let end = try program.run(command + data)
      #expect(end.code == 3 && end.errors.contains("job word-count"), "\(command): \(end)")
    }
    #expect(try program.run(["checkpoints", "word-count", "verify"] + data).code == 2)
  }

  @Test("A part that a checkpoint lists and that is lost or changed is no whole checkpoint")
  func listedPart() throws {
    let environment = ["WEIR_FAILPOINT": "sink.beforeCommit"]
    #expect(try program.run(try wordCount(), environment: environment).code == 128 + SIGKILL)
    let verify = ["checkpoints", "word-count", "verify"] + data
    #expect(try program.run(verify).code == 0)
    let store = paths.store(of: OperatorID("counts"))
    let part = try #require(
      try PosixFileSystem().list(store).map(\.name).first { $0.hasSuffix(".pending") })
    let descriptor = Glibc.open("\(store)/\(part)", O_WRONLY)
    #expect(pwrite(descriptor, "#", 1, 3) == 1)
    let changed = try program.run(verify)
    #expect(changed.code == 3 && changed.output.contains(part), "\(changed)")
    #expect(pwrite(descriptor, "o", 1, 3) == 1)
    close(descriptor)
    #expect(try program.run(verify).code == 0)
    let moved = "\(directory.path)/moved"
    #expect(rename("\(store)/\(part)", moved) == 0)
    let lost = try program.run(verify)
    #expect(lost.code == 3 && lost.output.contains("the file is lost"), "\(lost)")
    #expect(rename(moved, "\(store)/\(part)") == 0)
    #expect(try program.run(try wordCount()).code == 0)
    #expect(try program.run(verify).code == 0)
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
