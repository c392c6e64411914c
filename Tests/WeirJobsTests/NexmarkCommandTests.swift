import Foundation
import Testing
import Weir

@testable import WeirJobs
@testable import weir_bench

/// `weir-bench nexmark`, on the files of the disk.
@Suite(.serialized, .timeLimit(.minutes(10))) struct NexmarkCommandTests {
  private static let events = Fixture.path("Nexmark/events-20k.jsonl.gz")

  /// A folder in which the command looks for expected results.
  private final class Folder {
    let path: String

    init() throws { path = try TemporaryDirectory.make() }
    deinit { TemporaryDirectory.remove(path) }

    func write(_ bytes: [UInt8], _ name: String) throws -> String {
      let file = URL(fileURLWithPath: "\(path)/\(name)")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
      return file.path
    }

    /// Writes a manifest of some of a file's queries.
    func writeManifest(_ expected: [ExpectedTable]) throws {
      let lines = expected.map { "\($0.query)\t\($0.rowCount)\t\($0.sha256)\tas seen" }
      let text = (["query\trows\tsha256_of_sorted_lines\tchangelog"] + lines)
        .map { $0 + "\n" }.joined()
      _ = try write(Array(text.utf8), "MANIFEST.tsv")
    }
  }

  @Test("Queries over the committed file are equal to the committed results", arguments: [1, 4])
  func equal(_ parallelism: Int) async throws {
    let folder = try Folder()
    let queries = ["q03", "q06", "q08", "q09", "q12-totals", "q13", "q18", "q19", "q23"]
    try folder.writeManifest(
      try NexmarkFile.all[0].expected().filter { queries.contains($0.query) })
    let command = NexmarkCommand(
      events: Self.events, check: folder.path, parallelism: parallelism)
    #expect(try await command.run())
  }

  @Test("Late events from a file count as in Flink, at every parallelism", arguments: [1, 2, 4])
  func late(_ parallelism: Int) async throws {
    let (folder, file) = (try Folder(), NexmarkFile.all[2])
    try folder.writeManifest(try file.expected())
    let events = try folder.write(try file.makeLines(), "events.jsonl")
    let command = NexmarkCommand(events: events, check: folder.path, parallelism: parallelism)
    #expect(try await command.run())
  }

  @Test("A result that is another, and one that cannot be computed, is no success")
  func different() async throws {
    let folder = try Folder()
    var expected = try NexmarkFile.all[0].expected().filter { $0.query == "q04" }
    try folder.writeManifest(expected)
    let command = NexmarkCommand(events: Self.events, check: folder.path)
    #expect(try await command.run())
    // The same hash, but a table beside it that has another line.
    _ = try folder.write(Array("{\"id\":10,\"final\":1}\n".utf8), "q04.jsonl")
    #expect(try await !command.run())
    expected = [ExpectedTable(query: "q24", rowCount: 0, sha256: "", bytes: nil)]
    try folder.writeManifest(expected)
    #expect(try await !command.run())
  }

  @Test("What --query writes is the sorted table whose hash is known")
  func output() async throws {
    let folder = try Folder()
    let command = NexmarkCommand(
      events: Self.events, query: "q02", output: "\(folder.path)/q02.jsonl")
    #expect(try await command.run())
    let expected = try #require(try NexmarkFile.all[0].expected().first { $0.query == "q02" })
    let bytes = try #require(try InputFile.bytes("\(folder.path)/q02.jsonl"))
    let lines = bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) + [UInt8(ascii: "\n")] }
    #expect(CanonicalTable(lines).bytes == bytes)
    #expect(expected.difference(of: CanonicalTable(lines)) == nil)
  }

  @Test("Without --events the file that belongs to the folder is taken, and must be there")
  func eventsBesideFolder() throws {
    let folder = try Folder()
    _ = try folder.write([], "expected-x/MANIFEST.tsv")
    let command = NexmarkCommand(check: "\(folder.path)/expected-x/")
    #expect(throws: BenchmarkError.self) { try command.eventsFile() }
    let events = try folder.write([], "events-x.jsonl.gz")
    #expect(try command.eventsFile() == events)
    #expect(throws: BenchmarkError.self) { try NexmarkCommand(check: folder.path).eventsFile() }
    #expect(try NexmarkCommand(events: "e", check: folder.path).eventsFile() == "e")
  }

  @Test("Options that do not go together are refused, with the usage")
  func options() throws {
    let complete = ["nexmark", "--events", "e", "--query", "q05", "--output", "o"]
    guard let command = try SuiteCommands.find(complete) as? NexmarkCommand else {
      Issue.record("no nexmark command")
      return
    }
    #expect((command.events, command.query, command.output) == ("e", "q05", "o"))
    let wrong = [
      ["nexmark"], Array(complete.dropLast(2)), ["nexmark", "--check", "d", "--query", "q05"],
      ["nexmark", "--check"], ["nexmark", "--check", "d", "--parallelism", "0"],
      ["nexmark", "--check", "d", "--what", "x"],
    ]
    for words in wrong {
      #expect {
        try BenchmarkArguments(words)
      } throws: { error in
        "\(error)".contains("usage: weir-bench")
      }
    }
  }

  @Test("The first line that differs is named")
  func differences() {
    let table = CanonicalTable([Array("b\n".utf8), Array("a\n".utf8)])
    func difference(_ text: String) -> String? { table.firstDifference(from: Array(text.utf8)) }
    #expect(difference("a\nb\n") == nil)
    #expect(difference("a\nc\n") == "line 2: b, expected c")
    #expect(difference("a\n") == "line 2: b, expected no line")
    #expect(difference("a\nb\nc\n") == "line 3: no line, expected c")
    #expect(difference("a\nb") != nil)
  }
}
