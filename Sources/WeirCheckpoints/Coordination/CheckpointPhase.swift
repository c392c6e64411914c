import WeirCore

/// How far the newest checkpoint is; what a crash interrupts.
public enum CheckpointPhase: Sendable, Equatable {
  /// No checkpoint of this attempt has begun.
  case idle
  /// The sources have been asked for its barrier; acknowledgements are outstanding.
  case injected(CheckpointID)
  /// Every subtask has acknowledged; its manifest is being written.
  case allAcknowledged(CheckpointID)
  /// Its manifest is durable; no store has been told yet.
  case manifestDurable(CheckpointID)
  /// Stores are applying it, or earlier ones.
  case committing(CheckpointID)
  /// Every store has applied it; or it was aborted and nothing is left to apply.
  case done(CheckpointID)
}

extension CheckpointPhase {
  /// Whether a crash now falls between the injection of a barrier and the last commit.
  public var isInFlight: Bool {
    switch self {
    case .idle, .done: false
    case .injected, .allAcknowledged, .manifestDurable, .committing: true
    }
  }
}

extension CheckpointPhase: CustomStringConvertible {
  public var description: String {
    switch self {
    case .idle: "idle"
    case .injected(let id): "injected \(id)"
    case .allAcknowledged(let id): "all-acknowledged \(id)"
    case .manifestDurable(let id): "manifest-durable \(id)"
    case .committing(let id): "committing \(id)"
    case .done(let id): "done \(id)"
    }
  }
}
