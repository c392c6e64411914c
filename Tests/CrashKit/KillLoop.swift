/// Kills a job again and again on continuing state, looks at its stores after every kill, and
/// checks its output at the end.
struct KillLoop {
  let test: JobUnderTest
  let expectation: Expectation
  let killCount: Int
  /// One value for all starts, or several from which every start draws one.
  let parallelism: [Int]
  let folder: String
  /// How long to wait for a checkpoint to aim at, in nanoseconds.
  private static let aimLimit: UInt64 = 2_000_000_000
  /// How many checkpoints to aim at before the kill comes anyway.
  private static let aimCount = 5

  private var planner: KillPlanner
  private var generator: SeededGenerator
  private var histogram = KillHistogram()
  private var lives = 0

  init(
    _ test: JobUnderTest, expecting expectation: Expectation, kills: Int, parallelism: [Int],
    seed: UInt64, longestDelay: UInt64, folder: String
  ) {
    self.test = test
    self.expectation = expectation
    killCount = kills
    self.parallelism = parallelism
    self.folder = folder
    planner = KillPlanner(seed: seed, longestDelay: longestDelay)
    generator = SeededGenerator(seed: ~seed)
  }

  /// Does all kills. A job that finishes before they are used up is verified and begun anew.
  mutating func run() throws -> KillHistogram {
    repeat {
      lives += 1
      let life = "\(folder)/life-\(lives)"
      var directory = try JobDirectory(test, folder: life)
      var watch = try CutWatch.begin(directory)
      let isFinished = try killRepeatedly(&directory, &watch)
      let last = drawParallelism()
      if !isFinished { try directory.finish(parallelism: last) }
      if let words = try watch?.finish() { Console.line("  \(words)") }
      let digests = try directory.verifyFinished(expectation, parallelism: last)
      if histogram.total >= killCount { for digest in digests { Console.line(digest.text) } }
      Files.removeTree(life)
    } while histogram.total < killCount
    Console.line(
      "parallelism \(parallelism.map(String.init).joined(separator: " or ")):"
        + " \(histogram.total) kills in \(lives) data directories: \(histogram.text)")
    return histogram
  }

  /// Starts and kills until the kills are used up or the job has finished.
  /// - Returns: Whether the job has finished.
  private mutating func killRepeatedly(
    _ directory: inout JobDirectory, _ watch: inout CutWatch?
  ) throws -> Bool {
    while histogram.total < killCount {
      guard let phase = try startAndKill(directory) else { return true }
      histogram.count(phase)
      try directory.observe()
      try watch?.look()
      if histogram.total % 25 == 0 {
        Console.line("  \(histogram.total) of \(killCount) kills, data directory \(lives)")
      }
    }
    return false
  }

  /// - Returns: The phase in which the kill came; nil when the job finished before it.
  private mutating func startAndKill(_ directory: borrowing JobDirectory) throws -> Phase? {
    let plan = planner.next(after: histogram)
    var process = try directory.start(parallelism: drawParallelism())
    var end = process.wait(until: Clock.now + plan.delay)
    if end == nil, let aim = plan.aim {
      end = take(aim, plan.pause, at: &process, in: directory.phaseFile)
    }
    end = end ?? process.kill()
    planner.ended(killed: end == .signalled(9))
    guard end == .signalled(9) else {
      try directory.requireSuccess(end ?? .exited(-1))
      return nil
    }
    let phase = try directory.phaseFile.read()
    if plan.aim != nil { planner.aimed(kill: phase) }
    return phase
  }

  /// Waits for a checkpoint that has come as far as `aim`, and then for `pause`; when it is over by
  /// then, for another one.
  private func take(
    _ aim: Phase, _ pause: UInt64, at process: inout ChildProcess, in file: PhaseFile
  ) -> ChildProcess.End? {
    for attempt in 0..<Self.aimCount {
      if let end = waitForPhase(aim, of: &process, in: file) { return end }
      Clock.sleep(nanoseconds: pause >> attempt)
      if let phase = try? file.read(), phase.isUnderCheckpoint { return nil }
    }
    return nil
  }

  /// Watches the phase file closely, because some phases take a fraction of a millisecond.
  private func waitForPhase(_ aim: Phase, of process: inout ChildProcess, in file: PhaseFile)
    -> ChildProcess.End?
  {
    let deadline = Clock.now + Self.aimLimit
    while Clock.now < deadline {
      // A read may meet a write halfway; the next one will not.
      if let phase = try? file.read(), phase.hasReached(aim) { return nil }
      if let end = process.poll() { return end }
      Clock.sleep(nanoseconds: 20_000)
    }
    return nil
  }

  private mutating func drawParallelism() -> Int {
    parallelism.randomElement(using: &generator) ?? 1
  }
}
