import Testing
import Weir

@testable import WeirRunner

/// The commands that read stores, on what a run has stored.
@Suite struct StoreCommandTests {
  let directory: TemporaryDirectory
  private let escape = "\u{1B}[2J"

  /// Runs the job over 30 listens of three users and a malformed line.
  init() async throws {
    directory = try TemporaryDirectory()
    var text = "nonsense\n"
    for number in 0..<30 {
      let title = number == 29 ? "Clear \\u001b[2J screen" : "Kind of Blue number \(number)"
      let note = number % 10 == 0 ? "\"so good\"" : "null"
      text +=
        "{\"user\":\"u\(number % 3)\",\"track\":\(number),\"title\":\"\(title)\","
        + "\"seconds\":\(number * 10),\"liked\":\(number % 2 == 0),\"note\":\(note),"
        + "\"time\":\(number * 1000)}\n"
    }
    let input = try directory.write(text, to: "listens.jsonl")
    let run = await InvocationTests.run(
      [
        "run", "listens", "--input", input, "--data", directory.path, "--checkpoint-interval",
        "none", "--parallelism", "2",
      ], jobs: [Listens.self])
    try #require(run.code == .success, "\(run.console.errors)")
    for command in ["lines listens archive", "table listens latest", "search listens tracks"] {
      #expect(run.console.output.contains("weir \(command) --data "), "\(run.console.output)")
    }
  }

  private func run(_ words: String..., isTerminal: Bool = false) async -> (
    code: ExitCode, output: String, errors: String
  ) {
    let result = await InvocationTests.run(
      words + ["--data", directory.path], jobs: [Listens.self, SampleJob.self],
      isTerminal: isTerminal)
    return (result.code, result.console.output, result.console.errors)
  }

  private func lines(_ words: String...) async -> [String] {
    let result = await InvocationTests.run(
      words + ["--data", directory.path], jobs: [Listens.self])
    #expect(result.code == .success, "\(result.console.errors)")
    return result.console.output.split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast().map(String.init)
  }

  @Test("The stores of a job are listed with their kinds and sizes at one epoch")
  func stores() async throws {
    let stores = await lines("stores", "listens", "--count")
    #expect(stores[0] == "at chk-1:")
    #expect(stores[1].hasPrefix("store        kind           count  directory"))
    #expect(stores[2].hasPrefix("archive      lines       30 lines  "))
    #expect(stores[3].hasPrefix("dead-letter  lines         1 line  "))
    #expect(stores[4].hasPrefix("latest       table        30 rows  "))
    #expect(stores[5].hasPrefix("tracks       search  30 documents  "))
    let json = await run("stores", "listens", "--json").output
    let entries = try JSON.decode([StoresCommand.Entry].self, from: Array(json.utf8))
    #expect(entries.map(\.count) == [nil, nil, 30, 30] && entries.allSatisfy { $0.epoch == 1 })
    #expect(await lines("table", "listens").count == 3)
    #expect(await lines("search", "listens").count == 3)
    #expect(await run("stores", "sample").output.hasPrefix("no stores in "))
    #expect(await run("stores", "sample", "--json").output == "[]\n")
  }

  @Test("A table's rows are got by key, with and without the table's name")
  func get() async throws {
    #expect(
      await lines("table", "listens", "get", "u1", "10") == [
        "user     u1", "track    10", "title    Kind of Blue number 10", "seconds  100",
        "liked    true", "note     so good", "time     1970-01-01T00:00:10Z",
      ])
    let row =
      "{\"user\":\"u0\",\"track\":3,\"title\":\"Kind of Blue number 3\",\"seconds\":30,"
      + "\"liked\":false,\"note\":null,\"time\":3000}"
    let json = await run("table", "listens", "latest", "get", "u0", "3", "--json")
    #expect(json.code == .success)
    let listen = try JSON.decode(Listen.self, from: Array(json.output.utf8))
    #expect(listen.title == "Kind of Blue number 3")
    #expect(json.output.hasPrefix(String(row.prefix(60))))
    let none = await run("table", "listens", "get", "u1", "3")
    #expect(none.code == .failed && none.output.isEmpty)
    #expect(none.errors == "latest has no row u1 3 at chk-1\n")
  }

  @Test("A scan filters, sorts and stops; what it left out is said")
  func scan() async throws {
    #expect(
      await lines(
        "table", "listens", "scan", "--where", "seconds >= 200", "--where", "user = u2",
        "--where=note is null", "--order-by", "seconds", "--descending", "--limit", "2") == [
          "user  track  title                   seconds  liked  note  time",
          "u2       29  Clear \\u{1B}[2J screen      290  false  null  1970-01-01T00:00:29Z",
          "u2       26  Kind of Blue number 26      260  true   null  1970-01-01T00:00:26Z",
          "2 of 3 rows at chk-1; --limit N shows more",
        ])
    #expect(
      await lines("table", "listens", "latest").last
        == "20 of 30 rows at chk-1; --limit N shows more")
    let json = await lines("table", "listens", "scan", "--json", "--order-by", "track")
    let rows = try json.map { try JSON.decode(Listen.self, from: Array($0.utf8)) }
    #expect(rows.map(\.track) == Array(0..<30))
    #expect(rows[29].title == "Clear \(escape) screen")
    #expect(await lines("table", "listens", "count", "--where", "liked=true") == ["15"])
    #expect(await lines("table", "listens", "count", "--where", "note is not null") == ["3"])
    let schema = await lines("table", "listens", "schema")
    #expect(schema[0] == "column   type     stored as")
    #expect(schema[1] == "user     string   TEXT       key, decides on the partition")
  }

  @Test("On a terminal rows fit its width, and control characters reach it as escapes only")
  func terminal() async {
    let scan = await run("table", "listens", "scan", "--limit", "30", isTerminal: true)
    let widths = scan.output.split(separator: "\n").map { DisplayWidth.columns(of: String($0)) }
    #expect(widths.max() == 80 && scan.output.contains("…"))
    let found = await run("search", "listens", "clear", "--highlight", isTerminal: true)
    #expect(found.output.contains("\u{1B}[1mClear\u{1B}[22m"))
    for output in [scan.output, found.output] {
      #expect(!output.contains(escape))
    }
  }

  @Test("Documents are found by words, filtered, counted by facets and marked")
  func search() async throws {
    let found = await lines(
      "search", "listens", "number AND blue", "--where", "seconds>=260", "--sort", "seconds",
      "--descending", "--limit", "2", "--highlight", "--facet", "fans")
    #expect(
      found == [
        "1. t28", "   title    Kind of **Blue** **number** 28",
        "   fans     u1, everybody", "   seconds  280",
        "2. t27", "   title    Kind of **Blue** **number** 27",
        "   fans     u0, everybody", "   seconds  270",
        "fans       documents", "everybody          3", "u0                 1",
        "u1                 1", "u2                 1", "",
        "3 documents at chk-1, 1 to 2 of them here",
      ])
    let none = await lines("search", "listens", "tracks", "nothing here")
    #expect(none == ["0 documents at chk-1"])
    #expect(
      await lines("search", "listens", "tracks").last
        == "30 documents at chk-1, 1 to 10 of them here")
    let beyond = await lines(
      "search", "listens", "blue", "--offset", "9223372036854775807", "--limit",
      "9223372036854775807")
    #expect(beyond == ["29 documents at chk-1, none of them here"])
    let json = await run(
      "search", "listens", "blue", "--json", "--limit", "1", "--facet", "seconds")
    #expect(
      json.output.hasPrefix(
        "{\"index\":\"tracks\",\"epoch\":1,\"total\":29,\"hits\":[{\"id\":\"t"))
    #expect(
      json.output.contains(
        "\"facets\":[{\"field\":\"seconds\",\"counts\":[{\"value\":0,\"count\":1}"))
  }

  @Test("Lines are those of the cut")
  func linesAtCut() async {
    #expect(await lines("lines", "listens", "archive", "--count") == ["30"])
    let first = await lines("lines", "listens", "archive", "--as-of", "chk-1", "--limit", "2")
    #expect(first.count == 2)
    #expect(await lines("lines", "listens", "--count").count == 3)
  }

  @Test(
    "What cannot be read is refused with what there is",
    arguments: [
      (
        ["table", "listens", "archive"], 2,
        "\"archive\" is a lines store, not a table; read it with: bin/weir lines listens archive"
      ),
      (["table", "listens", "lates"], 2, "did you mean \"latest\"?"),
      (["table", "listens", "latest", "gett"], 2, "did you mean \"get\"?"),
      (["table", "listens", "get"], 2, "name the row: get user track"),
      (["table", "listens", "get", "u1"], 2, "the key has 2 values (user, track), not 1"),
      (["table", "listens", "get", "u1", "x"], 2, "no value for column \"track\""),
      (["table", "listens", "scan", "u1"], 2, "scan takes no \"u1\""),
      (["table", "listens", "--where", "user ~ u1"], 2, "is no condition"),
      (["table", "listens", "--order-by", "size"], 2, "no column \"size\""),
      (["table", "listens", "--descending", "scan"], 2, "needs --order-by"),
      (["table", "listens", "scan", "--as-of", "yesterday"], 2, "names no checkpoint"),
      (
        ["table", "listens", "scan", "--as-of", "chk-9"], 3,
        "chk-9 is not kept (any more): there are chk-1"
      ),
      (["search", "listens", "a AND"], 2, "a word is missing at the end"),
      (["search", "listens", "x", "--where", "size=1"], 2, "no field \"size\""),
      (["search", "listens", "x", "--offset", "-1"], 2, "at least 0"),
      (["search", "listens", "--raw", "\"", "--limit", "1"], 2, "FTS5 does not understand"),
      (["lines", "listens", "latest"], 2, "is a table, not a lines store"),
      (["table", "sample", "get", "x"], 2, "nothing is stored yet"),
      (["search", "sample", "x"], 2, "nothing is stored yet"),
    ])
  func refused(words: [String], code: Int32, part: String) async {
    let result = await InvocationTests.run(
      words + ["--data", directory.path], jobs: [Listens.self, SampleJob.self])
    #expect(result.code.rawValue == code)
    #expect(result.console.errors.contains(part), "\(result.console.errors)")
    #expect(result.console.output.isEmpty)
  }
}
