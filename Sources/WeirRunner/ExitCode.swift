import WeirCore

/// What the program ends with.
public enum ExitCode: Int32, Sendable {
  /// Finished, or stopped cleanly.
  case success = 0
  /// The job failed.
  case failed = 1
  /// The command line or the job is wrong; nothing was started.
  case usage = 2
  /// A checkpoint or store cannot be used.
  case unusable = 3
  /// Another runner owns the directory.
  case owned = 4

  /// The code for an error that ends a command.
  init(_ error: any Error) {
    guard let error = error as? WeirError else {
      self = .failed
      return
    }
    self =
      switch error.code {
      case .usage, .invalidJob: .usage
      case .unusableCheckpoint, .incompatibleState: .unusable
      case .directoryOwned: .owned
      case .malformedInput, .userFunction, .inputOutput, .cancelled, .failpoint, .limit: .failed
      }
  }
}
