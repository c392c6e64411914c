import Glibc
import WeirGraph

/// A program that runs jobs from the command line.
///
/// ```swift
/// import Weir
/// import WeirRunner
///
/// @main struct MyJobs: Runner {
///   static let jobs: [any Job.Type] = [Orders.self]
/// }
/// ```
///
/// It has all commands of `weir`: `list`, `run`, `status`, `graph`, `checkpoints`, `lines` and
/// so on.
public protocol Runner {
  /// The jobs that can be run; their names must differ.
  static var jobs: [any Job.Type] { get }
}

extension Runner {
  /// Does what the command line asks and ends the process with its exit code.
  @concurrent public static func main() async {
    StopSignals.ignoreWriteFailures()
    let arguments = CommandLine.arguments
    let invocation = Invocation(
      program: ProgramName(path: arguments.first ?? ""), jobs: jobs, console: SystemConsole())
    let code = await invocation.run(Array(arguments.dropFirst()))
    exit(code.rawValue)
  }
}
