import Glibc
import WeirCore
import WeirStorage

/// The program `weir`, built beside the tests, run as a process of its own.
struct Program {
  /// How a process ended, and what it wrote.
  struct End: Equatable {
    /// The exit code; 128 and the signal's number for one that a signal ended.
    var code: Int32
    var output = ""
    var errors = ""
  }

  let directory: TemporaryDirectory

  static var path: String {
    get throws {
      guard let own = realpath("/proc/self/exe", nil) else {
        throw WeirError(.inputOutput, "the test's own program cannot be found")
      }
      defer { free(own) }
      let path = FilePaths.join(FilePaths.parent(of: String(cString: own)), "weir")
      guard access(path, X_OK) == 0 else {
        throw WeirError(.inputOutput, "build the product weir first", at: .init(file: path))
      }
      return path
    }
  }

  /// The repository's directory.
  static var repository: String {
    (0..<3).reduce(#filePath) { path, _ in FilePaths.parent(of: path) }
  }

  /// Runs it to its end.
  func run(_ arguments: [String], environment: [String: String] = [:]) throws -> End {
    let output = Glibc.open(
      "\(directory.path)/output", O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o600)
    defer { _ = close(output) }
    let process = try start(arguments, environment: environment, output: output)
    var end = Self.wait(for: process)
    end.output = directory.read("output") ?? ""
    end.errors = directory.read("errors") ?? ""
    return end
  }

  /// Starts it; its standard output goes to a descriptor.
  func start(
    _ arguments: [String], environment: [String: String] = [:], output: Int32
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addopen(
      &actions, 2, "\(directory.path)/errors", O_CREAT | O_TRUNC | O_WRONLY, 0o600)
    let path = try Self.path
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var process = pid_t()
    let result = posix_spawn(&process, path, &actions, nil, words, variables)
    guard result == 0 else {
      throw WeirError(.inputOutput, "posix_spawn gave \(result)", at: .init(file: path))
    }
    return process
  }

  static func wait(for process: pid_t) -> End {
    var status: Int32 = 0
    while waitpid(process, &status, 0) == -1, errno == EINTR {}
    let signal = status & 0x7F
    return End(code: signal == 0 ? status >> 8 & 0xFF : 128 + signal)
  }
}
