import Testing

@testable import weir_bench

@Suite struct CommandLineTests {
  @Test("Options may stand anywhere among the names")
  func options() throws {
    var options = OptionList(["sum-1k", "--events", "10", "--json", "ysb", "--parallelism", "1,2"])
    let events = try options.number("--events")
    let parallelisms = try options.numbers("--parallelism")
    let flags = [options.flag("--json"), options.flag("--once")]
    let names = try options.names()
    #expect(events == 10 && parallelisms == [1, 2] && flags == [true, false])
    #expect(names == ["sum-1k", "ysb"])
    try options.finish()
  }

  @Test("What is no option, no row or no number is refused", arguments: [
    ["run", "nothing"], ["run", "--evnts", "5"], ["run", "--events"], ["run", "--events", "0"],
    ["run", "--parallelism", "1,,2"], ["run", "--checkpoint-interval", "soon"],
    ["run", "--checkpoint-interval", "0s"], ["list", "more"], ["peers"], ["report"], ["nothing"],
    ["upserts", "--keys", "some"], ["upserts", "--keys", "-1"], ["nexmark"], ["stores", "--rows", "1"],
    ["nexmark", "--check", "folder", "--query", "q05"], ["startup", "--peers"], [],
  ])
  func refusals(words: [String]) {
    #expect(throws: BenchmarkError.self) { try BenchmarkArguments(words) }
  }

  @Test("Every command is named in the usage and found", arguments: [
    ["list"], ["run", "sum-1k"], ["limit"], ["compare"], ["peers", "setup"], ["latency"],
    ["checkpoints"], ["recovery"], ["startup"], ["keys"], ["report", "a.json"],
    ["upserts", "--keys", "new"], ["documents"], ["queries"], ["stores", "--runs", "1"],
    ["nexmark", "--check", "folder"], ["state", "--jobs", "q05"], ["startup", "--peer"],
    ["checkpoints", "--peer", "--keys", "1000,1000000"], ["recovery", "--peer", "--peer-repeat", "2"],
  ])
  func commands(words: [String]) throws {
    _ = try BenchmarkArguments(words)
    #expect(BenchmarkArguments.usage.contains("weir-bench \(words[0])"))
  }

  @Test("Intervals are seconds, milliseconds or none")
  func intervals() throws {
    typealias Interval = RowSettings.CheckpointInterval
    #expect(try Interval("1s") == .seconds(1))
    #expect(try Interval("100ms") == .seconds(0.1))
    #expect(try Interval("none") == Interval.none)
    let clicks = try BenchmarkRows.named("clicks")
    #expect(Interval.ofRow.duration(clicks) == .seconds(1))
    #expect(Interval.none.duration(clicks) == nil)
    #expect(try Interval("250ms").words == ["--checkpoint-interval", "250ms"])
  }
}
