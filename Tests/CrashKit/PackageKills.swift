/// Runs the job of a new package, and kills it.
struct PackageKills {
  let package: NewPackage
  let seed: UInt64
  /// For each job.
  let kills: Int
  let timeLimit: UInt64
  let folder: String

  /// The input that comes with the package gives the one alarm that stands in it.
  func runSample() throws {
    let alarm = #"{"user":"ann","failures":3,"time":1767600150000}"# + "\n"
    let job = test("login-alarms", ["--input", "\(package.directory)/Input/logins.jsonl"])
    var directory = try JobDirectory(job, folder: "\(folder)/sample")
    try directory.finish(parallelism: 2)
    let digest = Self.digest("alarms", Array(alarm.utf8))
    _ = try directory.verifyFinished(Expectation([digest]), parallelism: 2)
    Console.line("login-alarms: the alarm of the package's own input")
  }

  func killAlarms() throws {
    let input = LoginInput(userCount: 200_000)
    let path = "\(folder)/logins.jsonl"
    try Files.write(input.lines, to: path)
    try kill(
      test("login-alarms", ["--input", path]), longestDelay: 300_000_000,
      expecting: Expectation([Self.digest("alarms", input.alarms)]))
  }

  func killFlights() throws {
    let input = "\(package.repository)/Jobs/Flights/flights-2013-01.csv.gz"
    let expected = "\(package.repository)/Tests/Oracle/expected-2013-01.sha256"
    try kill(
      test("flights", ["--input", input, "--rate", "20000"]), longestDelay: 400_000_000,
      expecting: try Expectation(reading: expected))
  }

  private func kill(
    _ job: JobUnderTest, longestDelay: UInt64, expecting expectation: Expectation
  ) throws {
    let place = "\(folder)/kills-\(job.job)"
    try Files.createDirectory(place)
    var loop = KillLoop(
      job, expecting: expectation, kills: kills, parallelism: [1, 2, 4], seed: seed,
      longestDelay: longestDelay, folder: place)
    _ = try loop.run()
  }

  private func test(_ job: String, _ arguments: [String]) -> JobUnderTest {
    JobUnderTest(
      weir: package.program, job: job, arguments: arguments, checkpointInterval: "40ms",
      timeLimit: timeLimit)
  }

  private static func digest(_ sink: String, _ content: [UInt8]) -> SinkDigest {
    let lines = JobOutput.sortLines(content)
    return SinkDigest(
      sink: sink, sha256: SHA256.hexadecimal(lines), lineCount: JobOutput.lineCount(lines))
  }
}
