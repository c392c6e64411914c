import Glibc

extension Command {
  /// `weir-crash new-package`: what somebody gets who writes jobs of their own.
  mutating func runNewPackage(folder: String) throws {
    let weir = try Self.absolute(try arguments.required("weir"))
    let repository = try Self.absolute(try arguments.required("repository"))
    let swift = try arguments.text("swift") ?? Self.inSearchPath("swift")
    let buildLimit = try arguments.nanoseconds("build-limit", or: 3_600_000_000_000)
    let timeLimit = try arguments.nanoseconds("time-limit", or: 300_000_000_000)
    let kills = try arguments.number("kills", or: 40)
    let rounds = try arguments.number("rounds", or: 5)
    let records = try arguments.number("records", or: 2_000_000)
    let parallelism = try arguments.numbers("parallelism", or: [2])
    let seed = try arguments.number("seed", or: UInt64.random(in: 1...UInt64.max))
    try arguments.finish()
    guard rounds > 0, records > 0 else {
      throw CrashError.usage("--rounds and --records are at least 1")
    }

    Console.line("seed \(seed)")
    let package = NewPackage(
      weir: weir, repository: repository, directory: try Self.absolute(folder) + "/new-jobs",
      swift: swift, buildLimit: buildLimit)
    try package.make()
    try package.test()
    try package.build()
    let kit = PackageKills(
      package: package, seed: seed, kills: kills, timeLimit: timeLimit, folder: folder)
    try kit.runSample()
    try kit.killAlarms()
    try package.addJobs()
    try package.build()
    try kit.killFlights()
    let race = try PackageRace(
      inside: weir, outside: package.program, parallelism: parallelism.first ?? 2,
      records: records, timeLimit: timeLimit, folder: folder)
    try race.run(rounds: rounds, seed: seed)
  }

  /// The path from the root, of something that exists.
  private static func absolute(_ path: String) throws -> String {
    guard let text = realpath(path, nil) else { throw Files.failure("realpath", path) }
    defer { free(text) }
    return String(cString: text)
  }

  private static func inSearchPath(_ name: String) throws -> String {
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    let places = path.split(separator: ":").map { "\($0)/\(name)" }
    guard let place = places.first(where: { access($0, X_OK) == 0 }) else {
      throw CrashError.usage("there is no \(name) in PATH; name it with --\(name) PATH")
    }
    return place
  }
}
