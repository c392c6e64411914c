import Testing
import Weir
import WeirCheckpoints
import WeirCore
import WeirStorage

@testable import WeirRunner

/// A reading that some lines of the test's input do not hold.
struct Reading: Record {
  var sensor = ""
  var time = EventTime.zero
  var value = 0

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("sensor", &sensor)
    try field("time", &time)
    try field("value", &value)
  }
}

/// What the original and an unchanged replay run.
struct Readings: Job {
  static let name = "readings"
  var input = ""
  var pace = 0

  mutating func parameters(_ p: inout some ParameterVisitor) throws {
    try p("input", &input)
    try p("pace", &pace, isChangeable: true)
  }

  func define(on flow: JobBuilder) throws { try define(on: flow, keeping: { _ in true }) }

  fileprivate func define(on flow: JobBuilder, keeping: @escaping @Sendable (Reading) -> Bool) throws {
    let source = JSONLinesSource(
      input, of: Reading.self, malformed: .deadLetter, splitByteCount: 20_000)
    let readings = flow.source("readings", source.rateLimited(recordsPerSecond: pace))
      .eventTime(\.time, watermarks: .boundedOutOfOrderness(.seconds(1)))
      .filter(keeping)
    readings.sink("archive", to: JSONLinesSink())
    readings.keyed(by: \.sensor)
      .window(.tumbling(every: .seconds(5)))
      .aggregate("five-seconds", .sum(\.value)) { sensor, window, sum in
        Reading(sensor: sensor, time: window.start, value: sum)
      }
      .sink("sums", to: JSONLinesSink())
  }
}

/// The same job with other code: it leaves one sensor out.
struct ChangedReadings: Job {
  static let name = "readings"
  var job = Readings()

  mutating func parameters(_ p: inout some ParameterVisitor) throws { try job.parameters(&p) }

  func define(on flow: JobBuilder) throws {
    try job.define(on: flow, keeping: { $0.sensor != "s3" })
  }
}

@Suite(.serialized) struct ReplayTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private var original: String { "\(directory.path)/original" }

  private func run(_ arguments: [String], _ job: any Job.Type = Readings.self) async -> (
    code: ExitCode, console: CapturedConsole
  ) {
    await InvocationTests.run(arguments, jobs: [job])
  }

  /// Runs the original over 4,000 lines, every 97th of which is malformed, with many checkpoints.
  private func runOriginal() async throws -> [Manifest] {
    var text = ""
    for number in 0..<4000 {
      text +=
        number % 97 == 96
        ? "{\"sensor\":\"s1\",\"time\":oops}\n"
        : "{\"sensor\":\"s\(number % 7)\",\"time\":\(number * 10),\"value\":\(number)}\n"
    }
    let input = try directory.write(text, to: "readings.jsonl")
    let result = await run([
      "run", "readings", "--input", input, "--data", original, "--pace", "4000",
      "--checkpoint-interval", "15ms", "--checkpoint-retained", "1000", "--quiet",
      "--parallelism", "2",
    ])
    #expect(result.code == .success, "\(result.console.errors)")
    return try await checkpoints(original)
  }

  private func checkpoints(_ data: String) async throws -> [Manifest] {
    let paths = JobPaths(dataDirectory: data, job: "readings")
    let environment = Environment.system()
    let record = try #require(try await AttemptRecord.read(paths, environment))
    let store = CheckpointStore(paths: paths, jobID: record.jobID, environment: environment)
    return try await store.list().compactMap(\.manifest)
  }

  private func replay(
    _ into: String, _ arguments: String..., job: any Job.Type = Readings.self
  ) async throws -> (code: ExitCode, report: ReplayReport) {
    let words =
      ["replay", "readings", "--data", original, "--into", "\(directory.path)/\(into)"]
      + ["--compare", "--quiet", "--json", "--pace", "0"] + arguments
    let result = await run(words, job)
    guard !result.console.output.isEmpty else {
      throw WeirError(.usage, "the replay said nothing but \(result.console.errors)")
    }
    return (
      result.code, try JSON.decode(ReplayReport.self, from: Array(result.console.output.utf8))
    )
  }

  @Test("SEMANTICS 2.7: a replay of an unchanged job is equal and commits nothing of the original")
  func equal() async throws {
    let checkpoints = try await runOriginal()
    try #require(checkpoints.count > 3)
    let middle = checkpoints[checkpoints.count / 2].id
    let before = directory.contents("original")
    for (into, parallelism, until) in [("a", "1", "\(middle)"), ("b", "3", "latest")] {
      let replay = try await replay(
        into, "--from", "\(checkpoints[1].id)", "--until", until, "--parallelism", parallelism)
      #expect(replay.code == .success)
      #expect(replay.report.isEqual, "\(replay.report)")
      #expect(replay.report.sinks.map(\.sink) == ["archive", "sums", "dead-letter"])
      // Sums come with the watermark, which waits for the slowest split.
      let compared = replay.report.sinks.filter { $0.sink != "sums" || until == "latest" }
      #expect(compared.allSatisfy { $0.equal > 0 }, "\(replay.report)")
      #expect(replay.report.dependOnOrder == [])
    }
    #expect(directory.contents("original") == before)
  }

  @Test("A replay ends where the checkpoint's splits end, at whichever checkpoint")
  func exactEnds() async throws {
    let checkpoints = try await runOriginal()
    let regular = checkpoints.filter { !$0.isFinished }
    for (number, pair) in zip(regular, regular.dropFirst()).enumerated() {
      let replay = try await replay(
        "pair-\(number)", "--from", "\(pair.0.id)", "--until", "\(pair.1.id)")
      #expect(replay.report.isEqual, "\(pair.0.id) to \(pair.1.id): \(replay.report)")
    }
  }

  @Test("A replay of a changed job says what is missing, and ends with exit code 1")
  func changed() async throws {
    let first = try #require(try await runOriginal().first)
    let replay = try await replay("changed", "--from", "\(first.id)", job: ChangedReadings.self)
    #expect(replay.code == .failed)
    #expect(!replay.report.isEqual)
    let archive = try #require(replay.report.sinks.first { $0.sink == "archive" })
    #expect(archive.missing > 100 && archive.extra == 0 && archive.equal > 0)
    #expect(archive.examples.allSatisfy { $0.contains("\"s3\"") })
    #expect(replay.report.sinks.first { $0.sink == "dead-letter" }?.isEqual == true)
  }

  @Test("A replay stamps its own identity and names its parent; it can be gone on with")
  func identity() async throws {
    let first = try #require(try await runOriginal().first)
    _ = try await replay("own", "--from", "\(first.id)")
    let own = try await checkpoints("\(directory.path)/own")
    #expect(own.count > 1 && own.allSatisfy { $0.jobID != first.jobID })
    #expect(own.allSatisfy { $0.parent == "\(first.jobID)/\(first.id)" })
    let again = await run([
      "run", "readings", "--data", "\(directory.path)/own", "--input",
      "\(directory.path)/readings.jsonl",
    ])
    #expect(again.console.output.hasPrefix("readings already complete"), "\(again.console.errors)")
  }

  @Test("What cannot be replayed is refused and leaves nothing behind")
  func refusals() async throws {
    let checkpoints = try await runOriginal()
    let last = try #require(checkpoints.last)
    let into = "\(directory.path)/refused"
    for (arguments, part) in [
      (["--from", "chk-1"], "--into DIR"),
      (["--into", into], "--from chk-17"),
      (["--into", original, "--from", "chk-1"], "another one"),
      (["--into", into, "--from", "chk-9999"], "no such checkpoint"),
      (["--into", into, "--from", "\(last.id)"], "nothing follows"),
      (["--into", into, "--from", "\(last.id)", "--until", "chk-1"], "cannot end at chk-1"),
    ] {
      let result = await run(["replay", "readings", "--data", original] + arguments)
      #expect(result.code == .usage)
      #expect(result.console.errors.contains(part), "\(result.console.errors)")
    }
    #expect(directory.contents("refused").isEmpty)
  }
}
