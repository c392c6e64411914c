import Testing
import Weir

@testable import WeirRunner

/// Replays on top of the stores as they were.
@Suite struct ReplayStoresTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func run(_ words: [String]) async -> (code: ExitCode, console: CapturedConsole) {
    await InvocationTests.run(words, jobs: [Listens.self])
  }

  /// Every store's contents in an order of their own.
  private func contents(_ data: String) throws -> [String: [String]] {
    let cut = try JobReader(dataDirectory: data, job: Listens.name).cut()
    return [
      "archive": try cut.lines("archive").lines().sorted(),
      "latest": try cut.table("latest").rows().map {
        String(decoding: try $0.json(), as: UTF8.self)
      },
      "tracks": try cut.search("tracks").search(.all, SearchOptions(limit: .max)).hits
        .map { try $0.document.json() },
    ]
  }

  @Test("A replay with stores ends with the same rows, documents and lines as the original")
  func withStores() async throws {
    var text = ""
    for number in 0..<3000 {
      text +=
        "{\"user\":\"u\(number % 13)\",\"track\":\(number % 50),\"title\":\"number \(number)\","
        + "\"seconds\":\(number),\"liked\":false,\"note\":null,\"time\":\(number)}\n"
    }
    let input = try directory.write(text, to: "listens.jsonl")
    let (data, into) = ("\(directory.path)/data", "\(directory.path)/replay")
    let original = await run([
      "run", "listens", "--input", input, "--data", data, "--checkpoint-interval", "10ms",
      "--checkpoint-retained", "1000", "--parallelism", "2", "--quiet", "--pace", "2000",
    ])
    try #require(original.code == .success, "\(original.console.errors)")
    let reader = try JobReader(dataDirectory: data, job: Listens.name)
    let epochs = try reader.epochs()
    try #require(epochs.count >= 3)
    let first = epochs[epochs.count / 2]
    let before = try contents(data)
    let replay = await run([
      "replay", "listens", "--data", data, "--from", "\(first)", "--into", into, "--with-stores",
      "--parallelism", "3", "--quiet", "--pace", "0",
    ])
    #expect(replay.code == .success, "\(replay.console.errors)")
    #expect(try contents(into) == before)
    #expect(try contents(data) == before)
    // What was there at the beginning is the original's at that epoch.
    let start = try reader.cut(.checkpoint(first))
    #expect(try start.table("latest").count() > 0 && start.lines("archive").lineCount() < 3000)
  }
}
