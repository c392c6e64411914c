import Glibc
import Testing
import Weir

@testable import WeirRunner

/// Signals to a running job. The job is slow on purpose and ends only by them.
@Suite(.serialized) struct SignalTests {
  let directory: TemporaryDirectory
  let program: Program

  init() throws {
    directory = try TemporaryDirectory()
    program = Program(directory: directory)
  }

  /// Starts a job and returns when it says that it runs.
  private func start() throws -> (process: pid_t, output: UnsafeMutablePointer<FILE>) {
    let sample = "\(Program.repository)/Jobs/Flights/flights-2013-01.csv.gz"
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let process = try program.start(
      [
        "run", "flights", "--input", sample, "--rate", "100", "--json", "--data",
        "\(directory.path)/data",
      ], output: ends[1])
    close(ends[1])
    let output = try #require(fdopen(ends[0], "r"))
    while let line = Self.line(output) {
      if line.contains(#""state":"running""#) { return (process, output) }
    }
    let end = Program.wait(for: process)
    throw WeirError(.inputOutput, "the job ended with \(end): \(directory.read("errors") ?? "")")
  }

  private static func line(_ stream: UnsafeMutablePointer<FILE>) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(text) }
    guard getline(&text, &capacity, stream) > 0, let text else { return nil }
    return String(cString: text)
  }

  @Test(
    "The first signal ends the job after a final checkpoint, with exit code 0",
    arguments: [SIGTERM, SIGINT])
  func first(signal: Int32) throws {
    let (process, output) = try start()
    defer { fclose(output) }
    kill(process, signal)
    var last = ""
    while let line = Self.line(output) { last = line }
    #expect(Program.wait(for: process).code == 0)
    let report = try JSON.decode(RunReport.self, from: Array(last.utf8.dropLast()))
    #expect(report.outcome == "stopped")
    #expect(report.checkpoint != "chk-0")
  }

  @Test("A second signal ends the process at once")
  func second() throws {
    let (process, output) = try start()
    defer { fclose(output) }
    kill(process, SIGINT)
    kill(process, SIGTERM)
    let code = Program.wait(for: process).code
    #expect(code == 128 + SIGINT || code == 128 + SIGTERM)
  }
}
