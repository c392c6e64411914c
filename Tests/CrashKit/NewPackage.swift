/// A package that `weir new` writes, somewhere outside the repository.
struct NewPackage: Sendable {
  /// The program of the repository.
  let weir: String
  let repository: String
  /// Where the package is to be.
  let directory: String
  let swift: String
  /// How long one call of the compiler may take, in nanoseconds.
  let buildLimit: UInt64

  private var log: String { directory + ".log" }

  /// The package's own program, once it is built.
  var program: String {
    "\(directory)/.build/release/\(directory.split(separator: "/").last ?? "")"
  }

  func make() throws {
    try call("weir new", [weir, "new", directory, "--weir", repository])
  }

  /// Has the package test its function, as its README says.
  func test() throws {
    let seconds = try call("swift test", [swift, "test", "--package-path", directory])
    let words = String(decoding: Files.read(log) ?? [], as: UTF8.self).split(separator: "\n")
    guard let verdict = words.last(where: { $0.contains("Test run with ") }) else {
      throw CrashError.violation("swift test ran no tests\(Files.lastLines(of: log))")
    }
    Console.line("swift test, \(seconds) s: \(verdict)")
  }

  func build() throws {
    let seconds = try call(
      "swift build", [swift, "build", "-c", "release", "--package-path", directory])
    Console.line("swift build -c release, \(seconds) s")
  }

  /// Gives the package the repository's jobs beside its own.
  func addJobs() throws {
    let jobs = "\(repository)/Jobs"
    for entry in Files.walk(jobs) where entry.name.hasSuffix(".swift") {
      var place = "\(directory)/Sources/Jobs"
      for folder in entry.path.split(separator: "/").dropLast() {
        place += "/\(folder)"
        try Files.createDirectory(place)
      }
      guard let text = Files.read("\(jobs)/\(entry.path)") else {
        throw Files.failure("open", "\(jobs)/\(entry.path)")
      }
      try Files.write(text, to: "\(place)/\(entry.name)")
    }
    let main = """
      import Jobs
      import Weir
      import WeirRunner

      @main struct Main: Runner {
        static let jobs: [any Job.Type] = [LoginAlarms.self] + AllJobs.jobs
      }

      """
    try Files.write(Array(main.utf8), to: "\(directory)/Sources/Runner/Main.swift")
  }

  /// Runs a program to its end.
  /// - Returns: How many seconds it took.
  /// - Throws: unless it exits with 0.
  @discardableResult
  private func call(_ name: String, _ arguments: [String]) throws -> UInt64 {
    let start = Clock.now
    var process = try ChildProcess(arguments, environment: [:], log: log)
    guard let end = process.wait(until: start + buildLimit) else {
      _ = process.kill()
      throw CrashError.violation(
        "\(name) did not end within \(buildLimit / 1_000_000_000) s\(Files.lastLines(of: log))")
    }
    guard end == .exited(0) else {
      throw CrashError.violation("\(name) ended with \(end)\(Files.lastLines(of: log))")
    }
    return (Clock.now - start) / 1_000_000_000
  }
}
