/// The repository's jobs in the repository's program against the same in a new package's.
struct PackageRace {
  /// The programs.
  let inside: String
  let outside: String
  let parallelism: Int
  /// In each input.
  let records: Int
  let timeLimit: UInt64
  let folder: String

  /// The outside may take so many times as long.
  static let slowestFactor = 1.2

  init(
    inside: String, outside: String, parallelism: Int, records: Int, timeLimit: UInt64,
    folder: String
  ) throws {
    self.inside = inside
    self.outside = outside
    self.parallelism = parallelism
    self.records = records
    self.timeLimit = timeLimit
    self.folder = "\(folder)/race"
    try Files.createDirectory(self.folder)
  }

  /// - Throws: when a job's output differs or its speed outside is too low.
  func run(rounds: Int, seed: UInt64) throws {
    let inputs = [
      ("flights", TimedInput.flights(count: records, seed: seed)),
      ("word-count", TimedInput.words(count: records * 4, seed: seed)),
    ]
    var tooSlow: [String] = []
    for (job, text) in inputs {
      let input = "\(folder)/\(job).input"
      try Files.write(text, to: input)
      let times = try race(job, input, rounds: rounds)
      let result = RaceResult(job: job, inside: times.inside, outside: times.outside)
      Console.line(result.text(records: job == "flights" ? records : records * 4))
      if result.ratio * Self.slowestFactor < 1 { tooSlow.append(job) }
    }
    guard tooSlow.isEmpty else {
      throw CrashError.violation(
        "outside the repository \(tooSlow.joined(separator: " and ")) took more than"
          + " \(Self.slowestFactor) times as long")
    }
  }

  /// Nanoseconds of every run, the two programs by turns.
  private func race(
    _ job: String, _ input: String, rounds: Int
  ) throws -> (inside: [UInt64], outside: [UInt64]) {
    var times: (inside: [UInt64], outside: [UInt64]) = ([], [])
    var digests: [[SinkDigest]] = []
    for round in 0..<rounds {
      for isInside in round % 2 == 0 ? [true, false] : [false, true] {
        let data = "\(folder)/data"
        let time = try measure(isInside ? inside : outside, job, input, data: data)
        if isInside { times.inside.append(time) } else { times.outside.append(time) }
        digests.append(try JobOutput(data: data).digests)
        Files.removeTree(data)
      }
    }
    guard let first = digests.first, !first.isEmpty, digests.allSatisfy({ $0 == first }) else {
      throw CrashError.violation("\(job) does not give the same output in every run")
    }
    return times
  }

  private func measure(
    _ program: String, _ job: String, _ input: String, data: String
  ) throws -> UInt64 {
    let log = "\(folder)/\(job).log"
    let start = Clock.now
    var process = try ChildProcess(
      [
        program, "run", job, "--input", input, "--data", data, "--parallelism",
        String(parallelism), "--quiet",
      ], environment: [:], log: log)
    guard process.wait(until: start + timeLimit) == .exited(0) else {
      throw CrashError.violation("\(program) run \(job) failed\(Files.lastLines(of: log))")
    }
    return Clock.now - start
  }
}
