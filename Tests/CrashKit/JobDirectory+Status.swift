extension JobDirectory {
  /// Asks the runner how the job is; nil when it has nothing to say yet.
  func status() throws -> JobStatus? {
    let answer = "\(folder)/status.json"
    try Files.write([], to: answer)
    var process = try ChildProcess(
      [test.weir, "status", test.job, "--data", data, "--json"], environment: [:], log: answer)
    guard process.wait(until: Clock.now + test.timeLimit) == .exited(0) else { return nil }
    return JobStatus(String(decoding: Files.read(answer) ?? [], as: UTF8.self))
  }

  /// Asks until the answer is as wanted.
  /// - Throws: when it is not in time, or the job ends before.
  func status(
    of process: inout ChildProcess, until deadline: UInt64, _ what: String,
    _ isWanted: (JobStatus) -> Bool
  ) throws -> JobStatus {
    while Clock.now < deadline {
      if let status = try status(), status.isRunning, isWanted(status) { return status }
      if let end = process.poll() {
        throw CrashError.violation("the job ended with \(end) before \(what)\(logTail)")
      }
      Clock.sleep(nanoseconds: 50_000_000)
    }
    throw CrashError.violation("in time there was no \(what)\(logTail)")
  }
}
