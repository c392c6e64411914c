import WeirCheckpoints
import WeirCore
import WeirGraph
import WeirStorage

/// From which checkpoint of the original to which one a replay goes.
struct ReplayRange: Sendable {
  let original: JobPaths
  let record: AttemptRecord
  /// The first checkpoint's state.
  let from: RestoredCheckpoint
  /// The last checkpoint; nil: to the end of the input.
  let until: Manifest?
  /// The positions at which it ends; nil where that is the end of the input.
  let limit: RestoredCheckpoint?
  /// The original's checkpoints, in order.
  let checkpoints: [Manifest]

  /// - Throws: `usage` when a checkpoint is not named, does not exist, or `until` is not after
  ///   `from`; `unusableCheckpoint` when one is damaged.
  init(_ context: CommandContext, _ job: any Job.Type) async throws {
    original = JobPaths(dataDirectory: context.dataDirectory, job: job.name)
    record = try await StoredJob.record(original, context.environment)
    let store = CheckpointStore(
      paths: original, jobID: record.jobID, environment: context.environment)
    let checkpoints = try await store.list().compactMap(\.manifest)
    self.checkpoints = checkpoints
    guard let text = context.arguments.values["from"] else {
      throw WeirError(.usage, "name the checkpoint to begin with: --from chk-17; \(names(checkpoints))")
    }
    from = try await store.load(try Self.find(text, "from", checkpoints))
    let wantsEnd = context.arguments.has("compare") ? checkpoints.last?.id : nil
    guard
      let end = try context.arguments.values["until"].map({
        try Self.find($0, "until", checkpoints)
      }) ?? wantsEnd
    else {
      (until, limit) = (nil, nil)
      return
    }
    guard end > from.manifest.id else {
      throw WeirError(
        .usage, "a replay from \(from.manifest.id) cannot end at \(end); \(names(checkpoints))")
    }
    let last = try await store.load(end)
    until = last.manifest
    limit = last.manifest.isFinished ? nil : last
  }

  private static func find(
    _ text: String, _ option: String, _ checkpoints: [Manifest]
  ) throws -> CheckpointID {
    if text == "latest", let last = checkpoints.last { return last.id }
    if let id = JobPaths.checkpoint(fromText: text), checkpoints.contains(where: { $0.id == id }) {
      return id
    }
    throw WeirError(.usage, "--\(option) \(text): there is no such checkpoint; \(names(checkpoints))")
  }
}

private func names(_ checkpoints: [Manifest]) -> String {
  checkpoints.isEmpty
    ? "the job has none"
    : "there are " + checkpoints.map { "\($0.id)" }.joined(separator: ", ")
}
