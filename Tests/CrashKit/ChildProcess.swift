import Glibc

/// A process that this tool started, and how it ended. It never outlives its value.
struct ChildProcess: ~Copyable {
  enum End: Equatable {
    case exited(Int32)
    case signalled(Int32)
  }

  let identifier: pid_t
  private var end: End?

  /// Starts a program, its output appended to `log`.
  /// - Parameter environment: Set on top of our own environment.
  init(_ arguments: [String], environment: [String: String], log: String) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(
      &actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)

    var variables = Self.inheritedEnvironment()
    for (name, value) in environment { variables[name] = value }
    let settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    let words = arguments.map { strdup($0) } + [nil]
    defer { for pointer in settings + words { free(pointer) } }

    var started = pid_t()
    let problem = posix_spawn(&started, arguments[0], &actions, nil, words, settings)
    guard problem == 0 else {
      throw CrashError.system("cannot start \(arguments[0]): \(String(cString: strerror(problem)))")
    }
    identifier = started
  }

  deinit {
    guard end == nil else { return }
    var status: Int32 = 0
    Glibc.kill(identifier, SIGKILL)
    waitpid(identifier, &status, 0)
  }

  /// Our own environment without the variables that steer a runner under test.
  private static func inheritedEnvironment() -> [String: String] {
    var variables: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
      let text = String(cString: entry)
      if let equals = text.firstIndex(of: "="), !text.hasPrefix("WEIR_") {
        variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      next += 1
    }
    return variables
  }

  /// How the process ended; nil while it runs.
  mutating func poll() -> End? { reap(WNOHANG) }

  /// Waits until `deadline` on ``Clock``; nil when the process still runs then.
  mutating func wait(until deadline: UInt64) -> End? {
    while true {
      if let end = poll() { return end }
      if Clock.now >= deadline { return nil }
      Clock.sleep(nanoseconds: 500_000)
    }
  }

  /// Sends SIGKILL and waits for the end, which is another one when the process was faster.
  mutating func kill() -> End {
    if let end { return end }
    Glibc.kill(identifier, SIGKILL)
    return reap(0) ?? .signalled(SIGKILL)
  }

  private mutating func reap(_ options: Int32) -> End? {
    if let end { return end }
    var status: Int32 = 0
    while true {
      let result = waitpid(identifier, &status, options)
      if result == 0 { return nil }
      if result < 0 && errno == EINTR { continue }
      let signal = status & 0x7F
      end = signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
      return end
    }
  }
}
