import WeirCore

extension LinesWriter {
  public func seal(_ epoch: CheckpointID) async throws -> [Segment] {
    try await failingForGood {
      guard !open.isEmpty || !full.isEmpty || !closed.isEmpty else { return [] }
      try await prepareStore()
      return try await stage(takeParts(), epoch)
    }
  }

  /// Bytes to the files, files to their pending names, both to the disk: in this order, so that a
  /// pending name that survives a crash is only believed after its checksum was looked at, and one
  /// that a manifest lists is there.
  private func stage(_ parts: [OpenPart], _ epoch: CheckpointID) async throws -> [Segment] {
    let environment = context.environment
    let (attempt, subtask, store) = (context.attempt, context.subtask, store)
    let staged = parts.map { part in
      StagedPart(
        bucket: part.bucketName,
        name: PartName(epoch: epoch, attempt: attempt, subtask: subtask, sequence: part.sequence))
    }
    do {
      try await environment.blocking.run {
        try environment.failpoints.hit(.sinkBeforeStage)
        // The fence: a newer attempt may have taken the store over.
        _ = try store.isPrepared()
        for (part, target) in zip(parts, staged) {
          try part.flush(environment.fileSystem, keepingBuffer: false)
          try environment.failpoints.hit(.sinkMidStage)
          try part.move(to: store.paths.pending(target), environment.fileSystem)
        }
        try environment.failpoints.hit(.sinkAfterStage)
      }
      try await environment.blocking.runAll(
        parts.filter { !$0.isSynced }.map { part in { try part.syncAndClose() } })
    } catch {
      for part in parts { part.close() }
      throw error
    }
    // The store's own directory holds the buckets' names: another subtask may have created one and
    // not synced it yet.
    try await store.paths.sync(Set(parts.map(\.bucketName)).union([""]), environment)
    try await environment.blocking.run { try environment.failpoints.hit(.sinkAfterStageSync) }
    return zip(parts, staged).map { part, staged in
      Segment(
        name: staged.segmentName, byteCount: Int64(clamping: part.byteCount),
        checksum: part.checksum, recordCount: part.recordCount)
    }
  }
}
