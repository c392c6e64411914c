/// The runner and the job that this tool kills, seen from outside: a program, words, variables.
struct JobUnderTest: Sendable {
  let weir: String
  let job: String
  let arguments: [String]
  let checkpointInterval: String
  /// How long a process may take to end on its own, in nanoseconds.
  let timeLimit: UInt64
  /// Reads stores that are more than files of lines; nil: only lines are looked at.
  let cutReader: CutReader?

  init(
    weir: String, job: String, arguments: [String], checkpointInterval: String, timeLimit: UInt64
  ) {
    self.weir = weir
    self.job = job
    self.arguments = arguments
    self.checkpointInterval = checkpointInterval
    self.timeLimit = timeLimit
    cutReader = nil
  }

  init(_ arguments: inout Arguments) throws {
    weir = try arguments.required("weir")
    guard weir.contains("/") else {
      throw CrashError.usage("--weir needs a path such as .build/debug/weir, not '\(weir)'")
    }
    job = try arguments.required("job")
    self.arguments = (arguments.text("args") ?? "").split(separator: " ").map(String.init)
    checkpointInterval = arguments.text("checkpoint-interval") ?? "50ms"
    guard Clock.nanoseconds(checkpointInterval) != nil else {
      throw CrashError.usage("--checkpoint-interval needs a duration such as 50ms")
    }
    timeLimit = try arguments.nanoseconds("time-limit", or: 300_000_000_000)
    cutReader = try CutReader(&arguments)
  }

  /// The command line of one start.
  func commandLine(data: String, parallelism: Int) -> [String] {
    [weir, "run", job] + arguments + [
      "--data", data, "--parallelism", String(parallelism),
      "--checkpoint-interval", checkpointInterval,
    ]
  }
}
