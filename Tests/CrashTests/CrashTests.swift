import Testing

/// Short runs of the kill loop and of the failpoints, on the programs that were built along with
/// the tests. The long ones are in `Tests/README.md`.
@Suite("Killed processes", .serialized) struct CrashTests {
  private static let flights = CrashRun(
    program: "weir", job: "flights", expectation: "expected-2013-01.sha256",
    parameters: "--input \(CrashRun.package)/Jobs/Flights/flights-2013-01.csv.gz --rate 20000")
  private static let skewed = CrashRun(
    program: "weir-crash-jobs", job: "skewed", expectation: "expected-skewed.sha256",
    parameters: "--rate 20000")
  private static let outside = CrashRun(
    program: "weir-crash-jobs", job: "outside", expectation: "expected-outside.sha256",
    parameters: "--rate 9000")

  private static let plays = CrashRun(
    program: "weir", job: "plays", expectation: "expected-plays.sha256",
    parameters: "--events 20000 --users 200 --rate 8000", needsReader: true,
    cutCheck: "plays.py watch @ 20000")

  @Test(
    "Table, index and lines of the plays job are exact after 30 kills, and at every cut meanwhile",
    .enabled(if: CrashRun.python != nil, "the program that checks cuts needs Python"))
  func plays() async throws { try await Self.plays.kill(30, parallelism: "1,4") }

  private static func lagging(_ more: String = "") -> CrashRun {
    CrashRun(
      program: "weir-crash-jobs", job: "lagging", expectation: "expected-lagging.sha256",
      parameters: "--rate 4000 \(more)", needsReader: true)
  }

  @Test(
    "A store that is locked for a while falls behind, opens its breaker and catches up exactly",
    .enabled(if: CrashRun.python != nil, "the program that locks the store needs Python"))
  func lockedStore() async throws {
    let report = try await Self.lagging().weirCrash(
      ["store-failure", "--store", "rows", "--by", "lock", "--for", "4s", "--parallelism", "2"])
    #expect(report.contains("open"))
  }

  @Test(
    "A store that lags up to the log's bound slows the sources, and checkpoints complete",
    .enabled(if: CrashRun.python != nil, "the program that locks the store needs Python"))
  func boundedLog() async throws {
    let report = try await Self.lagging("--unapplied-limit 300KiB").weirCrash([
      "store-failure", "--store", "documents", "--by", "lock", "--for", "4s", "--bound",
      "--parallelism", "2",
    ])
    #expect(report.contains("sources waited"))
  }

  @Test(
    "A job that is killed with a store twenty epochs behind gives exact output",
    .enabled(if: CrashRun.python != nil, "the program that locks the store needs Python"))
  func killedWhileBehind() async throws {
    _ = try await Self.lagging().weirCrash([
      "store-failure", "--store", "rows", "--by", "lock", "--kill-behind", "20", "--parallelism",
      "2",
    ])
  }

  @Test(
    "A job that is started while a store is locked waits for it, and gives exact output",
    .enabled(if: CrashRun.python != nil, "the program that locks the store needs Python"))
  func lockedAtStart() async throws {
    let report = try await Self.lagging().weirCrash([
      "store-failure", "--store", "rows", "--by", "lock", "--kill-behind", "5", "--at-start",
      "--for", "2s", "--least-checkpoints", "2", "--parallelism", "2",
    ])
    #expect(report.contains("the job waited"))
  }

  private static let poison = CrashRun(
    program: "weir-crash-jobs", job: "poison", expectation: nil,
    parameters: "--events 2000 --rate 4000")

  @Test(
    "A refused change is one dead letter, and stored once when it is given again, whoever dies when",
    .enabled(if: CrashRun.python != nil, "the program that checks the stores needs Python"))
  func poison() async throws {
    let oracle = "\(CrashRun.package)/Tests/Oracle/poison.py 2000"
    let report = try await Self.poison.weirCrash([
      "poison", "--check", "\(CrashRun.python ?? "") \(oracle)", "--names",
      "sink.afterStageSync,manifest.renamed,sink.betweenPartitions,recover.midRecommit",
      "--hits", "1", "--parallelism", "2",
    ])
    #expect(report.contains("4 exact") && report.contains(" 0 problems"))
  }

  @Test("The flights job gives the oracle's output at parallelism 1, 2, 4 and 7")
  func january() async throws {
    _ = try await Self.undisturbed.weirCrash(["undisturbed", "--parallelism", "1,2,4,7"])
  }

  @Test(
    "The flights of the whole year give the oracle's output at parallelism 1, 2, 4 and 7",
    .enabled(if: CrashRun.wholeYear != nil, "set WEIR_FLIGHTS to the file of the whole year"))
  func wholeYear() async throws {
    let year = CrashRun(
      program: "weir", job: "flights", expectation: "expected-2013.sha256",
      parameters: "--input \(CrashRun.wholeYear ?? "")")
    _ = try await year.weirCrash(["undisturbed", "--parallelism", "1,2,4,7"])
  }

  private static let undisturbed = CrashRun(
    program: "weir", job: "flights", expectation: "expected-2013-01.sha256",
    parameters: "--input \(CrashRun.package)/Jobs/Flights/flights-2013-01.csv.gz")

  @Test("The flights job gives exact output after 15 kills")
  func flights() async throws { try await Self.flights.kill(15, parallelism: "1,4") }

  @Test("Three skewed sources into one keyed operator give exact output after 10 kills")
  func skewed() async throws { try await Self.skewed.kill(10, parallelism: "1,4") }

  @Test("A source and a sink written outside the engine give exact output after 5 kills")
  func outside() async throws { try await Self.outside.kill(5, parallelism: "2") }

  @Test("Queries of Nexmark give what Flink gives after some kills of each")
  func nexmark() async throws {
    let report = try await CrashRun.report(of: [
      "nexmark", "--weir", try CrashRun.built("weir"), "--expect",
      "\(CrashRun.package)/Tests/WeirJobsTests/nexmark-expected.tsv", "--kills", "4", "--mixed",
      "--parallelism", "1,4", "--rate", "12000", "--longest-delay", "300ms", "--time-limit", "60s",
    ])
    for query in ["q03", "q05", "q08", "q09", "q11", "q18", "q19", "q20"] {
      let line = try #require(report.split(separator: "\n").first { $0.hasPrefix("\(query):") })
      #expect(line.hasPrefix("\(query): 4 kills,") && line.hasSuffix(", exact"))
    }
  }

  @Test("Dying once at each failpoint leaves exact output, and every failpoint is come by")
  func failpoints() async throws {
    let summary = try await Self.skewed.weirCrash(
      ["failpoints", "--hits", "1", "--pairs", "none", "--parallelism", "2"])
    #expect(summary.contains(" 0 problems"))
  }
}
