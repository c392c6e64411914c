import WeirCore

/// Whether a complete checkpoint may be restored.
extension RecoveryDecision {
  static func restore(
    _ manifest: Manifest, from found: CheckpointSummary, _ observation: RecoveryObservation
  ) -> RecoveryDecision {
    let place = WeirError.Location(file: found.directory)
    if manifest.attempt > observation.attempt.number {
      return .refuse(
        WeirError(
          .unusableCheckpoint,
          "\(manifest.id) was written by attempt \(manifest.attempt), and this is only "
            + "\(observation.attempt): put back the attempt record that belongs to it", at: place))
    }
    if manifest.keyGroupCount != observation.keyGroupCount {
      return .refuse(
        WeirError(
          .incompatibleState,
          "\(manifest.id) has \(manifest.keyGroupCount) key groups and the job "
            + "\(observation.keyGroupCount): the number is fixed for a job's life", at: place))
    }
    let commits = manifest.commits
    for sink in commits.keys.sorted() where observation.committed[sink] == nil {
      return .refuse(
        WeirError(
          .incompatibleState,
          "\(manifest.id) lists output of sink \(sink) that was not applied yet, and the job has "
            + "no such sink: put it back and run the job to its next checkpoint",
          at: .init(operatorID: sink.name, file: found.directory)))
    }
    for (sink, epoch) in observation.committed.sorted(by: { $0.key < $1.key }) {
      guard let epoch, epoch > manifest.id else { continue }
      return .refuse(
        WeirError(
          .unusableCheckpoint,
          "the store of sink \(sink) has committed up to \(epoch), so going back to \(manifest.id) "
            + "would write records again: \(ways(past: epoch, manifest, observation))",
          at: .init(operatorID: sink.name, file: found.directory)))
    }
    let later = observation.checkpoints.filter { $0.hasManifest && $0.id > manifest.id }
    let plan = RecoveryPlan(
      manifest: manifest, directory: found.directory, recommit: commits, discard: later.map(\.id))
    return manifest.isFinished ? .alreadyComplete(plan) : .restore(plan)
  }

  /// The error of a damaged checkpoint, with the ways out.
  static func damaged(
    _ error: WeirError, _ id: CheckpointID, _ observation: RecoveryObservation
  ) -> WeirError {
    var error = error
    error.message = "\(id) cannot be used: \(error.message); \(choices(observation, except: id))"
    return error
  }

  /// What to do instead of going back behind `epoch`, in words.
  private static func ways(
    past epoch: CheckpointID, _ manifest: Manifest, _ observation: RecoveryObservation
  ) -> String {
    let covers = observation.checkpoints.contains { $0.manifest != nil && $0.id >= epoch }
    let inPlace =
      covers ? "use --from latest" : "put \(epoch), which is lost or damaged, back from a copy"
    return "\(inPlace), \(elsewhere(manifest)), or begin anew with --fresh"
  }

  /// The way that no store's epoch bars.
  private static func elsewhere(_ manifest: Manifest) -> String {
    "go on from \(manifest.id) in another directory with weir replay \(manifest.job) --from "
      + "\(manifest.id) --with-stores --into DIR"
  }

  /// Which other checkpoints may be named instead, in words.
  static func choices(_ observation: RecoveryObservation, except id: CheckpointID) -> String {
    let newestCommitted = observation.committed.values.compactMap { $0 }.max()
    let possible = observation.checkpoints.filter { other in
      other.manifest != nil && other.id != id && newestCommitted.map { $0 <= other.id } ?? true
    }
    guard let newest = possible.last else {
      let behind = observation.checkpoints.last { $0.manifest != nil && $0.id != id }?.manifest
      return "no other checkpoint can be restored in place; put the file back from a copy, "
        + (behind.map { elsewhere($0) + ", " } ?? "") + "or begin anew with --fresh"
    }
    let names = possible.map(\.id.description).joined(separator: ", ")
    return "these can be restored: \(names); use --from \(newest.id)"
  }
}
