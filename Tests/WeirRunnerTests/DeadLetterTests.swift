import Testing
import Weir
import WeirCore
import WeirStorage

@testable import WeirRunner

@Suite(.serialized) struct DeadLetterTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private var data: [String] { ["--data", "\(directory.path)/data"] }

  private func run(_ arguments: String...) async -> (code: ExitCode, console: CapturedConsole) {
    await InvocationTests.run(arguments + data, jobs: [Readings.self])
  }

  /// Runs the job over three lines, the second of which is malformed.
  private func runOnce() async throws {
    let input = try directory.write(
      """
      {"sensor":"a","time":1000,"value":1}
      {"sensor":"a","time":2000,"value":oops}
      {"sensor":"a","time":3000,"value":3}
      """, to: "readings.jsonl")
    let result = await run("run", "readings", "--input", input, "--quiet")
    #expect(result.code == .success, "\(result.console.errors)")
  }

  private func letters() async throws -> [DeadLetterEntry] {
    let result = await run("dead-letters", "readings", "--json")
    return try JSON.decode([DeadLetterEntry].self, from: Array(result.console.output.utf8))
  }

  private func archive() async -> [String] {
    await run("lines", "readings", "archive").console.output
      .split(separator: "\n").map(String.init).sorted()
  }

  private func runAgain() async -> String {
    await run("run", "readings", "--input", "\(directory.path)/readings.jsonl").console.output
  }

  @Test("A line that could not be read is listed with its place and its reason")
  func listed() async throws {
    try await runOnce()
    let letters = try await letters()
    let letter = try #require(letters.first)
    #expect(letters.count == 1)
    #expect(letter.operatorID == "readings" && letter.state == "refused" && letter.byteOffset == 37)
    #expect(letter.payload == #"{"sensor":"a","time":2000,"value":oops}"#)
    let shown = await run("dead-letters", "readings", "show", letter.id)
    #expect(shown.console.output.contains("oops"))
    let text = await run("dead-letters", "readings").console.output
    #expect(text.contains(letter.id) && text.contains("refused"))
  }

  @Test("A mended letter enters at its source when the finished job is run again, exactly once")
  func redriven() async throws {
    try await runOnce()
    let letter = try #require(try await letters().first)
    let mended = #"{"sensor":"a","time":2000,"value":2}"#
    let asked = await run("dead-letters", "readings", "redrive", letter.id, "--payload", mended)
    #expect(asked.code == .success, "\(asked.console.errors)")
    #expect(asked.console.output.contains("run readings --input \(directory.path)"))
    #expect(try await letters().first?.state == "requested")
    #expect(await archive().count == 2)
    #expect(await runAgain().hasPrefix("readings finished"))
    #expect(
      await archive() == [
        #"{"sensor":"a","time":1000,"value":1}"#, mended, #"{"sensor":"a","time":3000,"value":3}"#,
      ])
    #expect(await runAgain().hasPrefix("readings already complete"))
    #expect(await archive().count == 3)
    let again = await run("dead-letters", "readings", "redrive", letter.id)
    #expect(again.code == .usage && again.console.errors.contains("asked for already"))
  }

  @Test("A letter whose bytes are not kept as they were is left out of all, and refused by name")
  func notWhole() async throws {
    let input = "\(directory.path)/readings.jsonl"
    var bytes = Array(#"{"sensor":"a","time":1000,"value":1,"note":"A"#.utf8)
    bytes += [0xF0, 0x9F, 0x98] + Array("B\"}\n".utf8)
    try AtomicFile.write(bytes, to: input, on: PosixFileSystem())
    let result = await run("run", "readings", "--input", input, "--quiet")
    #expect(result.code == .success, "\(result.console.errors)")
    let letter = try #require(try await letters().first)
    let all = await run("dead-letters", "readings", "redrive", "--all")
    #expect(all.code == .success && all.console.errors.contains("left out: the letter \(letter.id)"))
    #expect(all.console.output.contains("no letter waits"))
    let named = await run("dead-letters", "readings", "redrive", letter.id)
    #expect(named.code == .usage && named.console.errors.contains("--payload"))
  }

  @Test("A letter that is refused again stays one letter")
  func refusedAgain() async throws {
    try await runOnce()
    let letter = try #require(try await letters().first)
    #expect(await run("dead-letters", "readings", "redrive", "--all").code == .success)
    #expect(await runAgain().hasPrefix("readings finished"))
    #expect(try await letters().map(\.id) == [letter.id])
    #expect(await archive().count == 2)
    let again = try #require(try await letters().first)
    #expect(again.state == "refused" && again.refusalCount == 2)
    let mended = #"{"sensor":"a","time":2000,"value":2}"#
    let asked = await run("dead-letters", "readings", "redrive", letter.id, "--payload", mended)
    #expect(asked.code == .success, "\(asked.console.errors)")
    #expect(try await letters().first?.state == "requested")
    #expect(await runAgain().hasPrefix("readings finished"))
    #expect(await archive().count == 3)
  }

  @Test("Requests wait for a job that was never finished, too")
  func beforeTheEnd() async throws {
    try await runOnce()
    let letter = try #require(try await letters().first)
    for number in 1...3 {
      let line = "{\"sensor\":\"b\",\"time\":9000,\"value\":\(number)}"
      let asked = await run(
        "dead-letters", "readings", "redrive", letter.id, "--payload", line, "--force")
      #expect(asked.code == .success)
    }
    _ = await runAgain()
    #expect(await archive().filter { $0.contains("\"b\"") }.count == 3)
  }

  @Test("What cannot be given again is refused by name")
  func refusals() async throws {
    try await runOnce()
    for (arguments, part) in [
      (["redrive"], "name letters"), (["redrive", "x"], "there is no dead letter"),
      (["redrive", "x", "--all"], "name letters"), (["remove"], "write list, show"),
    ] {
      let result = await InvocationTests.run(
        ["dead-letters", "readings"] + arguments + data, jobs: [Readings.self])
      #expect(result.code == .usage)
      #expect(result.console.errors.contains(part), "\(result.console.errors)")
    }
  }
}
