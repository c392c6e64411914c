import WeirCore
import WeirStorage

extension CheckpointStore {
  /// How far each operator had taken up its requests at a checkpoint; one without a position had
  /// taken up none. Reads all of the checkpoint's state, a file at a time.
  /// - Returns: nil when the checkpoint is not kept (any more).
  /// - Throws: `unusableCheckpoint` when it is damaged.
  public func requestPositions(_ id: CheckpointID) async throws -> [OperatorID: UInt64]? {
    try await blocking {
      let directory = paths.checkpoint(id)
      guard let manifest = try readManifest(id, in: directory) else { return nil }
      do {
        return try positions(manifest, in: directory)
      } catch {
        // Retention may have come in between.
        if try readManifest(id, in: directory) == nil { return nil }
        throw error
      }
    }
  }

  private func positions(
    _ manifest: Manifest, in directory: String
  ) throws -> [OperatorID: UInt64] {
    var positions: [OperatorID: UInt64] = [:]
    for member in manifest.members {
      for section in try readSections(of: member, manifest, in: directory)
      where section.name == RequestPosition.sectionName {
        let restored = RestoredSection(subtask: member.subtask, section: section)
        let position = try RequestPosition.position(in: [restored])
        positions[section.operatorID] = max(positions[section.operatorID] ?? 0, position)
      }
    }
    return positions
  }
}
