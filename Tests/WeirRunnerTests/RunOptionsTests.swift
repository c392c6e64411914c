import Testing
import Weir
import WeirCheckpoints
import WeirStorage

@testable import WeirRunner
@testable import WeirRuntime

@Suite struct RunOptionsTests {
  static func options(_ values: [String: String], flags: Set<String> = []) throws -> RunOptions {
    let arguments = ParsedArguments(words: ["sample"], values: values, flags: flags)
    let context = CommandContext(
      program: ProgramName(path: "weir", directory: nil), catalog: try JobCatalog([SampleJob.self]),
      console: CapturedConsole(), environment: .system(), arguments: arguments)
    return try RunOptionsReader(context: context).options(of: SampleJob.self)
  }

  @Test("Options that are not given keep the engine's defaults")
  func defaults() throws {
    let options = try Self.options([:])
    #expect(options.dataDirectory == "./weir-data")
    #expect(options.checkpoints == CheckpointOptions())
    #expect(options.restart == .exponential())
    #expect(options.recovery == .latest)
    #expect(!options.isFresh)
    #expect((1...16).contains(options.parallelism))
  }

  @Test("A limit is a number of bytes above zero, and nothing else")
  func sizes() throws {
    #expect(try RunOptionsReader.byteCount("1") == 1)
    #expect(try RunOptionsReader.byteCount("500KiB") == 500 << 10)
    #expect(try RunOptionsReader.byteCount("2GiB") == 2 << 30)
    for text in ["", "0", "-1", "+1", "MiB", "1MB", "1 MiB", "1.5GiB", "0KiB", "9999999999GiB", "mib1"] {
      #expect(throws: WeirError.self) { try RunOptionsReader.byteCount(text) }
    }
  }

  @Test("Every option reaches the engine")
  func all() throws {
    let options = try Self.options(
      [
        "data": "d", "parallelism": "16", "checkpoint-interval": "50ms",
        "checkpoint-retained": "7", "unapplied-limit": "64MiB", "drain-timeout": "2m",
        "restart": "fixed", "from": "none",
      ], flags: ["fresh"])
    #expect(options.dataDirectory == "d")
    #expect(options.parallelism == 16)
    #expect(options.checkpoints.interval == .milliseconds(50))
    #expect(options.checkpoints.retainedCount == 7)
    #expect(options.checkpoints.unappliedByteLimit == 64 << 20)
    #expect(options.checkpoints.drainTimeout == .minutes(2))
    #expect(options.restart == .fixed())
    #expect(options.recovery == .none)
    #expect(options.isFresh)
  }

  @Test(
    "Where to go on from is a word, a checkpoint or a path",
    arguments: [
      ("latest", RecoveryRequest.latest), ("none", .none),
      ("chk-17", .checkpoint(CheckpointID(17))),
      ("../old/chk-3", .path("../old/chk-3")),
    ])
  func recovery(text: String, expected: RecoveryRequest) throws {
    #expect(try RunOptionsReader.recovery(text) == expected)
  }

  @Test(
    "The interval is a positive time or none",
    arguments: [("1s", Duration.seconds(1)), ("2m", .seconds(120)), ("none", nil)])
  func interval(text: String, expected: Duration?) throws {
    #expect(try RunOptionsReader.interval(text) == expected)
  }

  @Test("An interval that is none is refused", arguments: ["0", "0.1ms", "-1s", "x", ""])
  func noInterval(text: String) {
    #expect(throws: WeirError.self) { try RunOptionsReader.interval(text) }
  }

  @Test("Each strategy has its word")
  func restart() throws {
    #expect(try RunOptionsReader.restart("exponential") == .exponential())
    #expect(try RunOptionsReader.restart("none") == .none)
    #expect(throws: WeirError.self) { try RunOptionsReader.restart("never") }
  }

  @Test("The last words of a run say how it ended, where the results are and how to look at them")
  func report() {
    let result = RunResult(
      outcome: .stopped, checkpoint: CheckpointID(17),
      stores: [
        ("counts", "weir-data/sample/stores/counts"),
        ("dead-letter", "weir-data/sample/dead-letter"),
      ], restartCount: 2)
    let lines = RunReport(result, job: "sample").lines { "weir lines sample \($0)" }
    #expect(
      lines == [
        "sample stopped at chk-17 after 2 restarts; run it again to go on from there",
        "  counts       weir-data/sample/stores/counts",
        "  dead-letter  weir-data/sample/dead-letter",
        "read one with: weir lines sample counts",
      ])
    let again = RunResult(
      outcome: .alreadyComplete, checkpoint: CheckpointID(9), stores: [], restartCount: 0)
    #expect(RunReport(again, job: "sample").lines { $0 } == ["sample already complete at chk-9"])
  }
}
