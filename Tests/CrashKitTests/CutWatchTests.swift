import Testing

@testable import weir_crash

/// The loop of kills with somebody who reads all the time.
@Suite struct CutWatchTests {
  private static let folder = #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined()

  private func loop(reader bug: String, in place: String) throws {
    var command = try Command([
      "kill-loop", "--weir", "\(Self.folder)/fake-weir.sh", "--job", "numbers", "--args",
      "--count 40 --bug none", "--expect", "undisturbed", "--kills", "3", "--parallelism", "1",
      "--seed", "5", "--longest-delay", "60ms", "--least-share", "0", "--folder", place,
      "--reader", "\(Self.folder)/fake-reader.sh \(bug)",
      "--cut-check", "\(Self.folder)/fake-check.sh @",
    ])
    try command.run()
  }

  private func problem(reader bug: String) throws -> String {
    let folder = try Files.makeTemporaryDirectory()
    defer { Files.removeTree(folder) }
    do {
      try loop(reader: bug, in: "\(folder)/loop")
      return ""
    } catch let error as CrashError {
      return error.description
    }
  }

  @Test("A reader whose every cut is exact passes the loop")
  func exactCutsPass() throws {
    let text = try problem(reader: "none")
    #expect(text == "", "\(text)")
  }

  @Test("A cut that is not exact fails the loop with what the checker said")
  func shortCutsFail() throws {
    let text = try problem(reader: "short")
    #expect(text.contains("the checker of cuts ended with"), "\(text)")
    #expect(text.contains("lines"), "\(text)")
  }

  @Test("A reader that gives up fails the loop with its last words")
  func failingReaderFails() throws {
    let text = try problem(reader: "gives-up")
    #expect(text.contains("the reader of cuts ended with"), "\(text)")
    #expect(text.contains("the epoch went back"), "\(text)")
  }

  @Test("A checker without a reader is refused")
  func checkerNeedsReader() throws {
    var arguments = try Arguments(["", "--cut-check", "/bin/true @"], flags: [])
    #expect(throws: CrashError.self) { _ = try CutReader(&arguments) }
  }
}
