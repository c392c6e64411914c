/// Why a run of this tool ends without success.
struct CrashError: Error, CustomStringConvertible {
  enum Kind {
    /// The engine broke a promise.
    case violation
    /// The command line is wrong.
    case usage
    /// The tool itself could not go on: a file, a process.
    case system
  }

  let kind: Kind
  let description: String

  static func violation(_ text: String) -> CrashError {
    CrashError(kind: .violation, description: text)
  }
  static func usage(_ text: String) -> CrashError { CrashError(kind: .usage, description: text) }
  static func system(_ text: String) -> CrashError { CrashError(kind: .system, description: text) }
}
