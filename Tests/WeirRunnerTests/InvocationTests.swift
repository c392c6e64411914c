import Testing
import Weir
import WeirRuntime

@testable import WeirRunner

@Suite struct InvocationTests {
  static func run(
    _ arguments: [String], jobs: [any Job.Type] = [SampleJob.self, EmptyJob.self],
    isTerminal: Bool = false
  ) async -> (code: ExitCode, console: CapturedConsole) {
    let console = CapturedConsole(isTerminal: isTerminal)
    let program = ProgramName(path: "bin/weir", directory: nil)
    let code = await Invocation(program: program, jobs: jobs, console: console).run(arguments)
    return (code, console)
  }

  @Test("A command whose output cannot be written fails and says why")
  func outputLost() async {
    let console = CapturedConsole(outputFailure: "No space left on device")
    let program = ProgramName(path: "bin/weir", directory: nil)
    let invocation = Invocation(program: program, jobs: [SampleJob.self], console: console)
    #expect(await invocation.run(["list"]) == .failed)
    #expect(console.errors.contains("No space left on device"))
  }

  @Test(
    "A wrong command line ends with exit code 2 and says what to write",
    arguments: [
      (["rnu"], "there is no command \"rnu\"; did you mean \"run\"?"),
      (["run"], "name a job; the jobs are empty, sample"),
      (["run", "smaple"], "there is no job \"smaple\"; did you mean \"sample\"?"),
      (["graph", "nothing-alike"], "the jobs are empty, sample"),
      (["run", "sample", "--limt", "3"], "did you mean --limit?"),
      (["run", "sample", "--limit", "many"], "--limit \"many\" is no integer"),
      (["run", "sample", "--parallelism", "0"], "--parallelism \"0\" must be"),
      (["run", "sample", "--parallelism", "17"], "more than the 16 key groups"),
      (["run", "sample", "--checkpoint-interval", "0"], "must be a time such as 500ms"),
      (["run", "sample", "--checkpoint-retained", "0"], "must be a whole number"),
      (["run", "sample", "--restart", "exponental"], "did you mean \"exponential\"?"),
      (["run", "sample", "--fresh", "--from", "chk-3"], "contradicts --from chk-3"),
      (["run", "sample", "--from="], "--from is empty"),
      (["run", "sample", "--data="], "--data is empty"),
      (["graph", "sample", "--format", "svg"], "the formats are text, mermaid, dot, json"),
      (["graph", "sample", "--format", "dot", "--json"], "contradicts"),
      (["graph", "empty"], "the job has no source"),
      (["checkpoints", "sample", "remove"], "write list, show ID or verify"),
      (["checkpoints", "sample", "list", "chk-1"], "write show chk-1"),
      (["checkpoints", "sample", "show"], "name a checkpoint"),
      (["checkpoints", "sample", "show", "chk-9"], "never run here; check --data"),
      (["checkpoints", "sample", "verify"], "never run here; check --data"),
      (["lines", "sample", "x"], "nothing is stored yet"),
      (["lines", "sample", "x", "--limit", "1", "--count"], "contradict each other"),
      (["list", "extra"], "cannot do anything with \"extra\""),
      (["new"], "name the new package's directory"),
      (["help", "runn"], "did you mean \"run\"?"),
    ])
  func wrongUsage(arguments: [String], part: String) async {
    let result = await Self.run(arguments)
    #expect(result.code == .usage)
    #expect(result.console.errors.hasPrefix("weir: "))
    #expect(result.console.errors.contains(part), "\(result.console.errors)")
    #expect(result.console.output.isEmpty)
  }

  @Test(
    "Asking for help or a listing ends with exit code 0 and writes to the standard output",
    arguments: [
      (["--help"], "exit codes:"), (["help"], "exit codes:"), (["--version"], "weir 0."),
      (["help", "run"], "--checkpoint-interval TIME"), (["run", "--help"], "usage: weir run JOB"),
      (["lines", "-h"], "--limit N"), (["list"], "sample  counts to a limit"),
      (["failpoints"], "manifest.renamed"), (["graph", "sample"], "chain 0"),
      (["graph", "sample", "--format=mermaid"], "flowchart LR"),
      (["graph", "sample", "--format", "dot"], "digraph"),
      (["status", "sample", "--data", "/nonexistent"], "has never been run"),
      (["checkpoints", "sample", "--data", "/nonexistent"], "no checkpoints in"),
      (["lines", "sample", "--data", "/nonexistent"], "no stores in"),
    ])
  func listings(arguments: [String], part: String) async {
    let result = await Self.run(arguments)
    #expect(result.code == .success)
    #expect(result.console.output.contains(part), "\(result.console.output)")
    #expect(result.console.errors.isEmpty)
  }

  @Test("No arguments at all is wrong usage and shows the commands")
  func noArguments() async {
    let result = await Self.run([])
    #expect(result.code == .usage)
    for command in Command.allCases {
      #expect(result.console.errors.contains("weir \(command.rawValue)"))
    }
  }

  @Test("Every listing is valid JSON with --json")
  func json() async throws {
    let jobs = await Self.run(["list", "--json"]).console.output
    let entries = try JSON.decode([ListCommand.Entry].self, from: Array(jobs.utf8))
    #expect(entries.map(\.name) == ["empty", "sample"])
    #expect(entries[1].parameters.map(\.defaultText) == ["10", "a b", "2000ms"])

    let points = await Self.run(["failpoints", "--json"]).console.output
    let names = try JSON.decode([FailpointsCommand.Entry].self, from: Array(points.utf8))
    #expect(names.map(\.name) == Failpoint.allCases.map(\.rawValue))

    let graph = await Self.run(["graph", "sample", "--json", "--parallelism", "3"]).console.output
    let plan = try JSON.decode(PlanExplanation.self, from: Array(graph.utf8))
    #expect(plan.chains.map(\.parallelism).contains(3))
    #expect(plan.keyGroups == 16)

    let none = ["--json", "--data", "/nonexistent"]
    let status = await Self.run(["status", "sample"] + none).console.output
    let report = try JSON.decode(StatusReport.self, from: Array(status.utf8))
    #expect(!report.isRunning && report.progress == nil)
    #expect(await Self.run(["checkpoints", "sample"] + none).console.output == "[]\n")
    #expect(await Self.run(["lines", "sample"] + none).console.output == "[]\n")
  }

  @Test("A parameter with a name of the runner's own options stops every command")
  func collision() async {
    let result = await Self.run(["list"], jobs: [CollidingJob.self])
    #expect(result.code == .usage)
    #expect(result.console.errors.contains("job colliding"))
    #expect(result.console.errors.contains("\"data\" is an option of the runner"))
  }

  @Test("Two jobs of one name stop every command")
  func sameNames() async {
    let result = await Self.run(["list"], jobs: [EmptyJob.self, EmptyJob.self])
    #expect(result.code == .usage)
    #expect(result.console.errors.contains("two jobs named empty"))
  }

  @Test("Control characters of an argument are escaped in the message about it")
  func escaped() async {
    let result = await Self.run(["run", "a\u{1B}[2Jb\n"])
    #expect(result.console.errors.contains("\"a\\u{1B}[2Jb\\n\""))
  }
}
