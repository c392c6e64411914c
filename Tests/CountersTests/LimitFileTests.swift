import Foundation
import Testing

/// How measured counters are held against the files of limits.
@Suite(.timeLimit(.minutes(10))) struct LimitFileTests {
  /// Checks made-up numbers against made-up limits.
  private func check(
    _ measured: String, against limits: String
  ) async throws -> CountersProgram.Result {
    try await withFolder { folder in
      try limits.write(to: folder.appending(path: "sends.txt"), atomically: true, encoding: .utf8)
      let file = folder.appending(path: "measured.txt")
      try measured.write(to: file, atomically: true, encoding: .utf8)
      return try await CountersProgram.run(
        ["check", "sends", "--limits", folder.path, "--measured", file.path])
    }
  }

  private func withFolder<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "weir-limits-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
  }

  @Test("What is within its limit passes, comments and empty lines left aside")
  func within() async throws {
    let result = try await check(
      "sum 4.5\nwindows 0\n", against: "# a comment\n\nsum 4.5 # as said\nwindows 0\n")
    #expect(result.status == 0, "\(result.output)")
  }

  @Test("A counter over its limit fails, and is told with the limit and the file")
  func over() async throws {
    let result = try await check("sum 4.6\n", against: "sum 4.5\n")
    #expect(result.status == 1)
    #expect(result.output.contains("sum: 4.6, over the limit of 4.5"))
    #expect(result.output.contains("/sends.txt"))
  }

  @Test(
    "A counter below half its limit fails, unless both are small",
    arguments: [("49", "100", 1), ("50", "100", 0), ("1.1", "3", 0), ("0.9", "3", 1)])
  func under(measured: String, limit: String, status: Int32) async throws {
    let result = try await check("sum \(measured)\n", against: "sum \(limit)\n")
    #expect(result.status == status, "\(result.output)")
    #expect(result.output.contains("lower the limit") == (status == 1))
  }

  @Test("A counter without a limit fails, and so does a limit without a counter")
  func unknown() async throws {
    let result = try await check("sum 1\n", against: "windows 1\n")
    #expect(result.status == 1)
    #expect(result.output.contains("sum: 1, and there is no limit"))
    #expect(result.output.contains("windows: not measured"))
  }

  @Test(
    "A file of limits that cannot be read is told with its line",
    arguments: ["sum\n", "sum many\n", "sum -1\n", "sum 1\nsum 2\n", "sum nan\n"])
  func malformed(limits: String) async throws {
    let result = try await check("sum 1\n", against: limits)
    #expect(result.status == 1)
    #expect(result.output.contains("sends.txt:"))
  }

  @Test("Updating writes a file that what was measured passes, and that more does not")
  func update() async throws {
    try await withFolder { folder in
      let measured = folder.appending(path: "measured.txt")
      let options = ["--limits", folder.path, "--measured", measured.path]
      try "sum 100\nfew 0.98\nnone 0\n".write(to: measured, atomically: true, encoding: .utf8)
      #expect(try await CountersProgram.run(["update", "sends"] + options).status == 0)
      #expect(try await CountersProgram.run(["check", "sends"] + options).status == 0)
      for more in ["sum 106\nfew 0.98\nnone 0\n", "sum 100\nfew 0.98\nnone 0.1\n"] {
        try more.write(to: measured, atomically: true, encoding: .utf8)
        #expect(try await CountersProgram.run(["check", "sends"] + options).status == 1)
      }
    }
  }

  @Test(
    "Wrong usage is told",
    arguments: [
      [], ["weigh"], ["check", "speeds"], ["check", "--limits"], ["check", "--measured", "x"],
    ])
  func usage(words: [String]) async throws {
    let result = try await CountersProgram.run(words)
    #expect(result.status == 2)
    #expect(result.output.contains("weir-counters measure"))
  }
}
