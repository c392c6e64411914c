/// One life of the job: a data directory and everything that is remembered about it.
struct JobDirectory: ~Copyable {
  let test: JobUnderTest
  /// The folder of this life; the data stand in `data` under it.
  let folder: String
  let phaseFile: PhaseFile
  private var stores: StoreObserver

  var data: String { "\(folder)/data" }
  var log: String { "\(folder)/weir.log" }

  init(_ test: JobUnderTest, folder: String) throws {
    self.test = test
    self.folder = folder
    phaseFile = PhaseFile(path: "\(folder)/phase")
    stores = StoreObserver(data: "\(folder)/data")
    try Files.createDirectory(folder)
    try Files.createDirectory("\(folder)/data")
  }

  /// Starts the job; nothing else of this directory may run.
  func start(parallelism: Int, failpoint: String? = nil, hitLog: String? = nil) throws
    -> ChildProcess
  {
    try phaseFile.clear()
    var environment = ["WEIR_PHASE_FILE": phaseFile.path]
    environment["WEIR_FAILPOINT"] = failpoint
    environment["WEIR_FAILPOINT_LOG"] = hitLog
    return try ChildProcess(
      test.commandLine(data: data, parallelism: parallelism), environment: environment, log: log)
  }

  /// Runs the job until it ends by itself.
  /// - Throws: when it does not within the time limit.
  func run(parallelism: Int, failpoint: String? = nil, hitLog: String? = nil) throws
    -> ChildProcess.End
  {
    var process = try start(parallelism: parallelism, failpoint: failpoint, hitLog: hitLog)
    if let end = process.wait(until: Clock.now + test.timeLimit) { return end }
    _ = process.kill()
    throw CrashError.violation(
      "the job did not end within \(test.timeLimit / 1_000_000_000) s\(logTail)")
  }

  /// Runs the job until it has finished well.
  func finish(parallelism: Int, hitLog: String? = nil) throws {
    try requireSuccess(try run(parallelism: parallelism, hitLog: hitLog))
  }

  /// - Throws: unless the process has exited with 0.
  func requireSuccess(_ end: ChildProcess.End) throws {
    guard end == .exited(0) else {
      throw CrashError.violation("the job ended with \(end) instead of exit code 0\(logTail)")
    }
  }

  /// Looks at the stores between two processes and compares with all it saw before.
  mutating func observe() throws { try stores.observe() }

  /// What the stores hold; nothing of this directory may run.
  func output() throws -> JobOutput {
    guard let reader = test.cutReader else { return try JobOutput(data: data) }
    let cut = "\(folder)/final"
    Files.removeTree(cut)
    let readerLog = "\(folder)/final-reader.log"
    var process = try reader.start("once", data: data, job: test.job, into: cut, log: readerLog)
    let end = process.wait(until: Clock.now + test.timeLimit)
    guard end == .exited(0) else {
      let words = String(decoding: Files.read(readerLog) ?? [], as: UTF8.self)
      throw CrashError.violation("the stores cannot be read: \(words)")
    }
    defer { Files.removeTree(cut) }
    return try JobOutput(cut: cut)
  }

  /// Checks a finished job: its output, that nothing is left over, and that running it again
  /// changes nothing.
  mutating func verifyFinished(_ expectation: Expectation, parallelism: Int) throws -> [SinkDigest]
  {
    try observe()
    let output = try output()
    try expectation.check(output, keeping: folder)
    try StrayFiles.check(data)
    let before = stores.finishedFiles
    try finish(parallelism: parallelism)
    try observe()
    guard stores.finishedFiles == before else {
      throw CrashError.violation("running the finished job again changed its stores\(logTail)")
    }
    return output.digests
  }

  /// The end of what the runner printed.
  var logTail: String { Files.lastLines(of: log) }
}
