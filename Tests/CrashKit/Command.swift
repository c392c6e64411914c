/// The command line of the tool.
struct Command {
  var arguments: Arguments

  init(_ words: [String]) throws {
    arguments = try Arguments(words, flags: ["mixed", "bound", "at-start", "help"])
  }

  static let usage = """
    weir-crash undisturbed --weir PATH --job JOB --expect WHAT [options]
        run the job to its end at each parallelism and check its output
    weir-crash kill-loop --weir PATH --job JOB --expect WHAT [--kills 200] [--seed S] [options]
        SIGKILL at random moments, half of them aimed at checkpoints; so many for each parallelism
        --mixed               every start draws one of the parallelisms instead
        --longest-delay 600ms the longest wait from a start to its kill
        --least-share 30      per cent of all kills that must lie under a checkpoint
    weir-crash nexmark --weir PATH --expect RESULTS [--kills 50] [--seed S] [options]
        the same for queries of Nexmark, one after the other, against the results of Apache Flink
        --queries q03,q05     else those with joins, windows, sessions and ties
        --events 20k          or 40k-ooo
        --rate 8000           events a second
        --mixed, --longest-delay 400ms, --least-share 30: as of kill-loop
    weir-crash failpoints --weir PATH --job JOB --expect WHAT [options]
        die at each failpoint; then at each failpoint and in the recovery that follows
        --names a,b           only these; else all that `weir failpoints --json` lists
        --hits 1,2,5          at which hit
        --pairs recover|none  with each recover.* point on the next start
        --action kill         or throw, delay, eio, enospc
        --prepare NAME:HIT    where to die so that the points of recovery are reached
        --workers 2           cases at the same time
    weir-crash store-failure --weir PATH --job JOB --store SINK --expect WHAT [options]
        one store fails for a while: the job and the other stores go on, and it catches up
        --by lock|full        somebody holds its SQLite files; or its file system is full (root)
        --for 20s             how long it fails
        --kill-behind 20      instead kill the job when the store is so many epochs behind
        --at-start            and it still fails for so long when the job is started again
        --bound               the log's bound must be reached: sources wait, checkpoints complete
        --least-checkpoints 5 so many must complete while it fails
    weir-crash poison --weir PATH --job JOB --check "CHECKER" [options]
        stores refuse changes, and the letters are given again once the stores are mended; each
        time the job dies at each failpoint on its way
        --names, --hits 1,2, --prepare, --workers: as of failpoints
    weir-crash new-package --weir PATH --repository DIR [options]
        make a package with `weir new`, test and build it, kill its job and one of the
        repository's, and compare the speed of the repository's jobs inside and outside
        --kills 40            of each of the two jobs
        --rounds 5            runs inside and outside; their medians count
        --records 2000000     in the timed inputs
        --swift PATH          the compiler; else the one in PATH
        --build-limit 60m     for each call of the compiler
    options
        --args "--input F"    the job's own parameters, split at spaces
        --parallelism 1,4
        --checkpoint-interval 50ms
        --time-limit 5m       for a process that ends by itself
        --folder DIR          for the data; else a temporary one, removed on success
        --reader "READER"     reads all stores at one epoch, for stores that are not lines
        --cut-check "CHECKER @"  checks what the reader sees while the job is killed; @ is a folder
    RESULTS is a table of events, query, number of rows and SHA-256, or a directory with a
    table of the last three in expected-<events>/MANIFEST.tsv.
    WHAT is a file with lines `sha256 sink lines`, a directory with <sink>.jsonl, or the word
    `undisturbed`: what the job itself gives when nothing kills it.
    Exit codes: 0 all exact, 1 something is not, 2 wrong usage.
    """

  mutating func run() throws {
    if arguments.flag("help") || arguments.command == "--help" {
      return Console.line(Self.usage)
    }
    switch arguments.command {
    case "undisturbed": try inFolder { try $0.runUndisturbed(folder: $1) }
    case "kill-loop": try inFolder { try $0.runKillLoop(folder: $1) }
    case "nexmark": try inFolder { try $0.runNexmark(folder: $1) }
    case "failpoints": try inFolder { try $0.runFailpoints(folder: $1) }
    case "store-failure": try inFolder { try $0.runStoreFailure(folder: $1) }
    case "poison": try inFolder { try $0.runPoison(folder: $1) }
    case "new-package": try inFolder { try $0.runNewPackage(folder: $1) }
    default: throw CrashError.usage("there is no command '\(arguments.command)'; see --help")
    }
  }

  /// Gives a command its folder, and removes it when all went well and it is ours.
  private mutating func inFolder(_ body: (inout Command, String) throws -> Void) throws {
    if let folder = arguments.text("folder") {
      try Files.createDirectory(folder)
      guard Files.names(in: folder).isEmpty else {
        throw CrashError.usage("--folder \(folder) is not empty")
      }
      return try body(&self, folder)
    }
    let folder = try Files.makeTemporaryDirectory()
    do {
      try body(&self, folder)
      Files.removeTree(folder)
    } catch let error as CrashError where error.kind == .usage {
      Files.removeTree(folder)
      throw error
    } catch {
      Console.error("weir-crash: kept \(folder)")
      throw error
    }
  }

  static func expectation(
    _ what: String, _ test: JobUnderTest, _ parallelism: [Int], folder: String
  ) throws -> Expectation {
    guard what == "undisturbed" else { return try Expectation(reading: what) }
    let directory = try JobDirectory(test, folder: "\(folder)/undisturbed")
    try directory.finish(parallelism: parallelism.first ?? 1)
    let digests = try directory.output().digests
    guard !digests.isEmpty else {
      throw CrashError.violation("the undisturbed job gave no lines at all\(directory.logTail)")
    }
    for digest in digests { Console.line("undisturbed: \(digest.text)") }
    return Expectation(digests)
  }

  private mutating func runUndisturbed(folder: String) throws {
    let test = try JobUnderTest(&arguments)
    let parallelism = try arguments.numbers("parallelism", or: [1, 2, 4, 7])
    let what = try arguments.required("expect")
    try arguments.finish()
    let expectation = try Self.expectation(what, test, parallelism, folder: folder)
    for parallelism in parallelism {
      var directory = try JobDirectory(test, folder: "\(folder)/parallelism-\(parallelism)")
      try directory.finish(parallelism: parallelism)
      for digest in try directory.verifyFinished(expectation, parallelism: parallelism) {
        Console.line("parallelism \(parallelism): \(digest.text)")
      }
    }
  }

  private mutating func runKillLoop(folder: String) throws {
    let test = try JobUnderTest(&arguments)
    let parallelism = try arguments.numbers("parallelism", or: [1, 4])
    let what = try arguments.required("expect")
    let kills = try arguments.number("kills", or: 200)
    let seed = try arguments.number("seed", or: UInt64.random(in: 1...UInt64.max))
    let longestDelay = try arguments.nanoseconds("longest-delay", or: 600_000_000)
    let leastShare = try arguments.number("least-share", or: 30)
    let isMixed = arguments.flag("mixed")
    try arguments.finish()

    Console.line("seed \(seed)")
    let expectation = try Self.expectation(what, test, parallelism, folder: folder)
    var histogram = KillHistogram()
    for (index, choice) in (isMixed ? [parallelism] : parallelism.map { [$0] }).enumerated() {
      let place = "\(folder)/loop-\(index + 1)"
      try Files.createDirectory(place)
      var loop = KillLoop(
        test, expecting: expectation, kills: kills, parallelism: choice,
        seed: seed &+ UInt64(index), longestDelay: longestDelay, folder: place)
      do {
        histogram.add(try loop.run())
      } catch let error as CrashError {
        throw CrashError(kind: error.kind, description: "\(error.description)\n(seed \(seed))")
      }
    }
    let share = Int((histogram.shareUnderCheckpoint * 100).rounded(.down))
    Console.line("kills: \(histogram.total); \(histogram.text)")
    Console.line("between barrier injection and last commit: \(share) %; seed \(seed)")
    guard kills == 0 || share >= leastShare else {
      throw CrashError.violation(
        "only \(share) % of the kills came between barrier injection and last commit;"
          + " at least \(leastShare) % must (seed \(seed))")
    }
  }

  private mutating func runFailpoints(folder: String) throws {
    let test = try JobUnderTest(&arguments)
    let parallelism = try arguments.numbers("parallelism", or: [1, 4])
    let what = try arguments.required("expect")
    let chosen = arguments.names("names")
    let hits = try arguments.numbers("hits", or: [1, 2, 5])
    let pairs = arguments.text("pairs") ?? "recover"
    let action = arguments.text("action") ?? "kill"
    let preparation = try Self.step(arguments.text("prepare") ?? "sink.beforeCommit:2")
    let workers = try arguments.number("workers", or: 2)
    try arguments.finish()
    guard ["recover", "none"].contains(pairs) else {
      throw CrashError.usage("--pairs is recover or none, not '\(pairs)'")
    }
    guard ["kill", "throw", "delay", "eio", "enospc"].contains(action) else {
      throw CrashError.usage("--action is kill, throw, delay, eio or enospc, not '\(action)'")
    }

    let known = try FailpointMatrix.knownNames(test, folder: folder)
    for name in (chosen ?? []) + [preparation.name] where !known.contains(name) {
      throw CrashError.usage("the runner has no failpoint '\(name)'")
    }
    let matrix = FailpointMatrix(
      test: test, known: known, names: chosen ?? known, hits: hits, parallelism: parallelism,
      pairsWithRecovery: pairs == "recover", preparation: preparation)
    let runner = FailpointRunner(
      test: test, expectation: try Self.expectation(what, test, parallelism, folder: folder),
      action: action, hitLog: "\(folder)/hits")
    let problems = try matrix.run(runner, workers: max(1, workers), folder: folder)
    guard problems == 0 else { throw CrashError.violation("\(problems) problems, see above") }
  }

  static func step(_ text: String) throws -> FailpointCase.Step {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let hit = Int(parts[1]), hit > 0 else {
      throw CrashError.usage("--prepare needs NAME:HIT, not '\(text)'")
    }
    return FailpointCase.Step(name: String(parts[0]), hit: hit)
  }
}
