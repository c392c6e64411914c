import Glibc
import WeirStorage

/// How the program was called, for messages and for commands to copy.
struct ProgramName: Sendable, Equatable {
  /// The file's name, for example `weir`.
  let short: String
  /// What to type for calling it again.
  let command: String

  /// - Parameters:
  ///   - path: The first word of the command line.
  ///   - directory: The working directory; a path below it is shortened.
  init(path: String, directory: String? = Self.workingDirectory) {
    let path = path.isEmpty ? "weir" : path
    short = FilePaths.name(of: path)
    if let directory, path.hasPrefix(directory + "/") {
      let rest = String(path.dropFirst(directory.count + 1))
      command = ShellText.quoted(rest.contains("/") ? rest : "./" + rest)
    } else {
      command = ShellText.quoted(path)
    }
  }

  static var workingDirectory: String? {
    guard let path = getcwd(nil, 0) else { return nil }
    defer { free(path) }
    return String(cString: path)
  }
}
