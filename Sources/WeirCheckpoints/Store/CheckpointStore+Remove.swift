import WeirCore
import WeirStorage

/// Removal never follows links, never descends, and touches only names that this module gives.
extension CheckpointStore {
  /// Removes what was begun and never completed. For the start of an attempt, after its record is
  /// durable and before anything runs.
  public func removeIncomplete() async throws {
    try await blocking {
      try environment.failpoints.hit(.recoverBeforeCleanup)
      try removeIncomplete(before: nil)
    }
  }

  /// Removes complete checkpoints but the newest `count`, and incomplete ones older than the newest
  /// complete one. One whose manifest is damaged stays for whoever wants to look into it.
  /// - Returns: the oldest checkpoint that is kept; nil when there is none.
  @discardableResult
  public func retire(keeping count: Int) async throws -> CheckpointID? {
    try await blocking {
      let complete = try Self.identifiers(in: paths, fileSystem).filter {
        try fileSystem.status(paths.manifest($0)) != nil
      }
      for id in complete.dropLast(max(1, count)) {
        guard let members = try memberNames(id) else { continue }
        try environment.failpoints.hit(.cleanupBeforeDelete)
        try remove(id, members: members)
      }
      if let newest = complete.last { try removeIncomplete(before: newest) }
      return complete.suffix(max(1, count)).first
    }
  }

  /// Removes checkpoints that a restore has gone behind, so that no later start takes them for the
  /// latest. The newest goes first: a crash in between leaves the others in order.
  public func discard(_ checkpoints: [CheckpointID]) async throws {
    try await blocking {
      for id in checkpoints.sorted(by: >) {
        let names = try fileSystem.list(paths.checkpoint(id)).map(\.name)
        try remove(id, members: names.filter { JobPaths.subtask(fromStateName: $0) != nil })
      }
    }
  }

  /// What a manifest names; nil when it is damaged.
  private func memberNames(_ id: CheckpointID) throws -> [String]? {
    do {
      return try readManifest(id, in: paths.checkpoint(id))?.members.map(\.file)
    } catch let error as WeirError where error.code == .unusableCheckpoint {
      return nil
    }
  }

  /// The manifest goes first, durably: half a checkpoint is then an incomplete one, never a
  /// damaged one.
  private func remove(_ id: CheckpointID, members: [String]) throws {
    let directory = paths.checkpoint(id)
    if try fileSystem.status(paths.manifest(id)) != nil {
      try fileSystem.removeFile(paths.manifest(id))
      try fileSystem.syncDirectory(directory)
    }
    try environment.failpoints.hit(.cleanupMidDelete)
    for name in members {
      let path = FilePaths.join(directory, name)
      if try fileSystem.status(path) != nil { try fileSystem.removeFile(path) }
    }
    try removeDirectoryIfEmpty(directory)
    try fileSystem.syncDirectory(paths.checkpoints)
  }

  private func removeIncomplete(before newest: CheckpointID?) throws {
    let temporary = AtomicFile.temporaryPath(for: JobPaths.manifestName)
    for id in try Self.identifiers(in: paths, fileSystem) {
      if let newest, id >= newest { break }
      guard try fileSystem.status(paths.manifest(id)) == nil else { continue }
      let names = try fileSystem.list(paths.checkpoint(id)).map(\.name)
      try remove(
        id,
        members: names.filter { $0 == temporary || JobPaths.subtask(fromStateName: $0) != nil })
    }
  }

  /// A directory that holds something else, or into which a slow subtask of an aborted checkpoint
  /// writes just now, stays; the next removal comes by again.
  private func removeDirectoryIfEmpty(_ directory: String) throws {
    guard try fileSystem.list(directory).isEmpty else { return }
    do {
      try fileSystem.removeDirectory(directory)
    } catch {
      if try fileSystem.list(directory).isEmpty { throw error }
    }
  }
}
