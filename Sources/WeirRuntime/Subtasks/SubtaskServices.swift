import WeirCheckpoints
import WeirCore

/// What the subtasks of one attempt share.
struct SubtaskServices: Sendable {
  let environment: Environment
  let store: CheckpointStore
  /// Where acknowledgements and ends of data go.
  let coordinator: CheckpointCoordinator
  let metrics: JobMetrics
}
