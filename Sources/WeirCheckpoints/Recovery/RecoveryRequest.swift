import WeirCore
import WeirStorage

/// Where a job is asked to go on from.
public enum RecoveryRequest: Sendable, Equatable {
  /// The newest complete checkpoint; from the start when there is none.
  case latest
  /// From the start.
  case none
  case checkpoint(CheckpointID)
  /// A checkpoint's directory, or its manifest.
  case path(String)

  /// What the command line says: `latest`, `none`, `chk-17` or a path.
  public init(text: String) {
    switch text {
    case "latest": self = .latest
    case "none": self = .none
    default: self = JobPaths.checkpoint(fromText: text).map { .checkpoint($0) } ?? .path(text)
    }
  }
}
