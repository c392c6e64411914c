extension Command {
  /// `weir-crash poison`: stores that refuse changes, and dead letters that are given again.
  mutating func runPoison(folder: String) throws {
    let test = try JobUnderTest(&arguments)
    let parallelism = try arguments.numbers("parallelism", or: [1, 4])
    let check = try PoisonCheck(try arguments.required("check"))
    let chosen = arguments.names("names")
    let hits = try arguments.numbers("hits", or: [1, 2])
    let preparation = try Self.step(arguments.text("prepare") ?? "sink.beforeCommit:2")
    let workers = try arguments.number("workers", or: 2)
    try arguments.finish()

    let known = try FailpointMatrix.knownNames(test, folder: folder)
    for name in (chosen ?? []) + [preparation.name] where !known.contains(name) {
      throw CrashError.usage("the runner has no failpoint '\(name)'")
    }
    let matrix = FailpointMatrix(
      test: test, known: known, names: chosen ?? known, hits: hits, parallelism: parallelism,
      pairsWithRecovery: false, preparation: preparation)
    let runner = PoisonRunner(test: test, check: check, hitLog: "\(folder)/hits")
    let problems = try matrix.run(runner, workers: max(1, workers), folder: folder)
    Console.line("deaths while changes were: \(runner.summary)")
    guard problems == 0 else { throw CrashError.violation("\(problems) problems, see above") }
  }
}
