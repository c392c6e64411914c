/// One store fails for a while and the job goes on; in the end every store holds what it must.
struct StoreFailure {
  let test: JobUnderTest
  let expectation: Expectation
  /// The sink whose store fails.
  let sink: String
  let kind: StoreFault.Kind
  /// How long it fails, in nanoseconds.
  let length: UInt64
  /// Kill the job once the store is so many epochs behind, instead of waiting; 0: wait.
  let killBehind: Int
  /// Whether the store still fails when the killed job is started again, for ``length``.
  let failsAtStart: Bool
  /// Whether the log's bound must be reached: sources wait, and checkpoints complete all the same.
  let reachesBound: Bool
  /// How many checkpoints must complete while the store fails, and other stores apply.
  let leastCheckpoints: Int
  let parallelism: Int

  /// What was seen while the store failed.
  struct Observation {
    var breakers: Set<String> = []
    var mostBehind = 0
    var wasThrottled = false
    /// Checkpoints that were completed while the sources waited.
    var checkpointsWhileThrottled = 0
    var last: JobStatus?
  }

  func run(folder: String) throws {
    var directory = try JobDirectory(test, folder: folder)
    var fault = StoreFault(kind, store: "\(directory.data)/\(test.job)/stores/\(sink)")
    try fault.prepare()
    defer { fault.remove() }

    var process = try directory.start(parallelism: parallelism)
    let before = try directory.status(
      of: &process, until: Clock.now + test.timeLimit, "second epoch in the store"
    ) { ($0.stores[sink]?.appliedEpoch ?? 0) >= 2 }
    try fault.begin(in: folder)
    let observation = try observe(directory, &process)
    if killBehind > 0 {
      _ = process.kill()
      try directory.observe()
      if failsAtStart {
        try restart(&directory, &fault)
      } else {
        fault.end()
        try directory.finish(parallelism: parallelism)
      }
    } else {
      fault.end()
      guard let end = process.wait(until: Clock.now + test.timeLimit) else {
        throw CrashError.violation("the job did not end after the store worked again")
      }
      try directory.requireSuccess(end)
    }
    try check(before, observation)
    let digests = try directory.verifyFinished(expectation, parallelism: parallelism)
    for digest in digests { Console.line(digest.text) }
  }

  /// Looks on while the store fails.
  private func observe(
    _ directory: borrowing JobDirectory, _ process: inout ChildProcess
  ) throws -> Observation {
    var observation = Observation()
    var throttledAt: Int?
    let start = Clock.now
    while Clock.now < start + (killBehind > 0 ? test.timeLimit : length) {
      if let end = process.poll() {
        throw CrashError.violation(
          "the job ended with \(end) while the store failed; give it more to do, or look here"
            + directory.logTail)
      }
      Clock.sleep(nanoseconds: 50_000_000)
      guard let status = try directory.status(), let store = status.stores[sink] else { continue }
      observation.last = status
      observation.breakers.insert(store.breaker)
      observation.mostBehind = max(observation.mostBehind, store.unappliedEpochs)
      if status.isThrottled {
        observation.wasThrottled = true
        throttledAt = throttledAt ?? status.latestCheckpoint
        observation.checkpointsWhileThrottled = max(
          observation.checkpointsWhileThrottled, status.latestCheckpoint - (throttledAt ?? 0))
      }
      if killBehind > 0, store.unappliedEpochs >= killBehind { break }
    }
    return observation
  }

  /// Starts the job while the store fails: it must wait for it, and say so.
  private func restart(
    _ directory: inout JobDirectory, _ fault: inout StoreFault
  ) throws {
    var process = try directory.start(parallelism: parallelism)
    let waiting = try directory.status(
      of: &process, until: Clock.now + test.timeLimit, "job that waits for its store"
    ) { ($0.stores[sink]?.failures ?? 0) > 0 }
    let deadline = Clock.now + length
    while Clock.now < deadline {
      if let end = process.poll() {
        throw CrashError.violation(
          "the job ended with \(end) instead of waiting for its store\(directory.logTail)")
      }
      Clock.sleep(nanoseconds: 50_000_000)
    }
    Console.line(
      "\(sink) failed at the start as well: breaker \(waiting.stores[sink]?.breaker ?? "?")"
        + " at first, and the job waited")
    fault.end()
    guard let end = process.wait(until: Clock.now + test.timeLimit) else {
      throw CrashError.violation("the job did not go on after the store worked again")
    }
    try directory.requireSuccess(end)
  }

  private func check(_ before: JobStatus, _ seen: Observation) throws {
    guard let last = seen.last else {
      throw CrashError.violation("the job said nothing while the store failed")
    }
    let completed = last.latestCheckpoint - before.latestCheckpoint
    let others = last.stores.filter { $0.key != sink }
    let behind = others.filter {
      $0.value.appliedEpoch < last.latestCheckpoint - Self.usualLag
    }.map(\.key).sorted()
    Console.line(
      "\(sink) failed (\(kind.rawValue)): \(completed) checkpoints meanwhile, up to"
        + " \(seen.mostBehind) epochs behind, breaker "
        + seen.breakers.sorted().joined(separator: ", ")
        + (seen.wasThrottled
          ? ", sources waited through \(seen.checkpointsWhileThrottled) checkpoints" : ""))
    guard completed >= leastCheckpoints else {
      throw CrashError.violation("only \(completed) checkpoints completed while the store failed")
    }
    guard behind.isEmpty else {
      throw CrashError.violation("\(behind.joined(separator: ", ")) did not go on meanwhile")
    }
    guard seen.mostBehind >= max(killBehind, 1) else {
      throw CrashError.violation("\(sink) was never behind: it did not fail")
    }
    guard killBehind > 0 || seen.breakers.contains("open") else {
      throw CrashError.violation("the breaker of \(sink) was never seen open")
    }
    guard !reachesBound || seen.wasThrottled && seen.checkpointsWhileThrottled > 0 else {
      throw CrashError.violation(
        "the log's bound was not reached, or no checkpoint completed while the sources waited")
    }
  }

  /// How many epochs a store that works may be behind at the moment of asking.
  private static var usualLag: Int { 3 }
}
