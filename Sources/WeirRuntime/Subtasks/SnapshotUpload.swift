import WeirCheckpoints
import WeirCore

/// The part of a checkpoint that goes on behind the records: state to disk, then acknowledgement.
struct SnapshotUpload: Sendable {
  let subtask: SubtaskID
  let checkpoint: CheckpointID
  let sections: [StateSection]
  let segments: [OperatorID: [Segment]]
  let services: SubtaskServices

  /// Writes and acknowledges; what fails is declined.
  func run() async {
    do {
      let member =
        sections.isEmpty
        ? nil : try await services.store.writeState(checkpoint, subtask, sections: sections)
      try await services.environment.blocking.run {
        try services.environment.failpoints.hit(.acknowledgeBeforeSend)
      }
      await services.coordinator.acknowledge(
        Acknowledgement(
          subtask: subtask, checkpoint: checkpoint, member: member, segments: segments))
    } catch let error as WeirError {
      await services.coordinator.decline(subtask, checkpoint, error)
    } catch {
      await services.coordinator.decline(
        subtask, checkpoint, WeirError(.inputOutput, "a snapshot was not written", cause: error))
    }
  }
}
