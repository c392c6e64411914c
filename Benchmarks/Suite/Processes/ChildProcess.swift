import Glibc

/// A program that the suite started, whose standard output it reads. It never outlives its value.
struct ChildProcess: ~Copyable {
  let identifier: pid_t
  private let output: Int32
  private var pending: [UInt8] = []
  private var status: Int32?

  /// Starts a program; its errors go where ours go.
  init(_ arguments: [String]) throws {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw BenchmarkError("no pipe: \(errno)") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    let words = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var started = pid_t()
    let problem = posix_spawn(&started, arguments[0], &actions, nil, words, environ)
    close(ends[1])
    guard problem == 0 else {
      close(ends[0])
      throw BenchmarkError("cannot start \(arguments[0]): \(String(cString: strerror(problem)))")
    }
    identifier = started
    output = ends[0]
  }

  deinit {
    if status == nil {
      var status: Int32 = 0
      Glibc.kill(identifier, SIGKILL)
      waitpid(identifier, &status, 0)
    }
    close(output)
  }

  /// The next line that it prints; nil when no further one comes.
  mutating func nextLine() -> String? {
    while true {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeFirst(end + 1)
        return line
      }
      var chunk = [UInt8](repeating: 0, count: 4096)
      let count = read(output, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return nil }
      pending += chunk[..<count]
    }
  }

  mutating func kill() {
    Glibc.kill(identifier, SIGKILL)
    _ = wait()
  }

  /// Waits for its end; 0 when all went well.
  mutating func wait() -> Int32 {
    if let status { return status }
    var ended: Int32 = 0
    while waitpid(identifier, &ended, 0) < 0 && errno == EINTR {}
    status = ended
    return ended
  }

  /// The last line that a program prints before it ends well.
  static func lastLine(_ arguments: [String]) throws -> String {
    var child = try ChildProcess(arguments)
    var last = ""
    while let line = child.nextLine() { last = line }
    let status = child.wait()
    guard status == 0 else {
      throw BenchmarkError("\(arguments.joined(separator: " ")) ended with status \(status >> 8)")
    }
    return last
  }
}
