import WeirCore
import WeirStorage

extension CheckpointStore {
  /// Makes a checkpoint's directory, durably, before its barrier goes out: an id that left this
  /// trace is never given out again.
  public func prepare(_ checkpoint: CheckpointID) async throws {
    try await blocking {
      let directory = paths.checkpoint(checkpoint)
      guard try fileSystem.status(directory) == nil else {
        throw WeirError(
          .inputOutput,
          "the directory of a new checkpoint is there already: another program wrote it",
          at: .init(file: directory), isRetriable: true)
      }
      if try fileSystem.status(paths.checkpoints) == nil {
        try fileSystem.createDirectoryDurably(paths.checkpoints)
      }
      try fileSystem.createDirectory(directory)
      try fileSystem.syncDirectory(paths.checkpoints)
    }
  }

  /// Writes a subtask's state file and makes its contents durable. Its name becomes durable with
  /// the manifest.
  public func writeState(
    _ checkpoint: CheckpointID, _ subtask: SubtaskID, sections: [StateSection]
  ) async throws -> StateMember {
    try await blocking {
      let path = paths.state(subtask, in: checkpoint)
      let header = try StateFile.header(
        jobID: jobID, checkpoint: checkpoint, subtask: subtask, sections: sections)
      let file = try fileSystem.open(path, .createNew)
      defer { file.close() }
      var offset: UInt64 = 0
      var checksum = CRC32C()
      func append(_ bytes: UnsafeRawBufferPointer) throws {
        guard !bytes.isEmpty else { return }
        try file.write(bytes, at: offset)
        checksum.update(bytes)
        offset += UInt64(bytes.count)
      }
      try header.withUnsafeBytes(append)
      for section in sections { try section.bytes.withUnsafeBytes(append) }
      try file.sync()
      return StateMember(
        subtask: subtask, file: JobPaths.stateName(of: subtask), byteCount: Int64(clamping: offset),
        checksum: checksum.value)
    }
  }

  /// Makes a checkpoint complete: temporary file, fsync, the members' names durable, rename, fsync
  /// of the directory.
  /// - Throws: ``WeirError``. Whether the checkpoint is complete then is unknown, so the attempt
  ///   must fail and recovery find out.
  public func writeManifest(_ manifest: Manifest) async throws {
    try await blocking {
      let bytes = try manifest.fileBytes()
      try AtomicFile.write(bytes, to: paths.manifest(manifest.id), on: fileSystem) { step in
        try environment.failpoints.hit(step.manifestFailpoint)
        if step == .synced { try fileSystem.syncDirectory(paths.checkpoint(manifest.id)) }
      }
    }
  }
}
