extension Command {
  /// `weir-crash store-failure`: one store fails for a while.
  mutating func runStoreFailure(folder: String) throws {
    let test = try JobUnderTest(&arguments)
    let parallelism = try arguments.numbers("parallelism", or: [2])
    let what = try arguments.required("expect")
    let sink = try arguments.required("store")
    let name = arguments.text("by") ?? "lock"
    guard let kind = StoreFault.Kind(rawValue: name) else {
      let kinds = StoreFault.Kind.allCases.map(\.rawValue).joined(separator: " or ")
      throw CrashError.usage("--by is \(kinds), not '\(name)'")
    }
    let length = try arguments.nanoseconds("for", or: 20_000_000_000)
    let killBehind = try arguments.number("kill-behind", or: 0)
    let failsAtStart = arguments.flag("at-start")
    let leastCheckpoints = try arguments.number("least-checkpoints", or: 5)
    let reachesBound = arguments.flag("bound")
    try arguments.finish()
    guard !failsAtStart || killBehind > 0 else {
      throw CrashError.usage("--at-start needs --kill-behind")
    }
    let expectation = try Self.expectation(what, test, parallelism, folder: folder)
    for parallelism in parallelism {
      let failure = StoreFailure(
        test: test, expectation: expectation, sink: sink, kind: kind, length: length,
        killBehind: killBehind, failsAtStart: failsAtStart, reachesBound: reachesBound,
        leastCheckpoints: leastCheckpoints, parallelism: parallelism)
      try failure.run(folder: "\(folder)/parallelism-\(parallelism)")
    }
  }
}
