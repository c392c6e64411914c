import WeirCore

extension LinesWriter {
  public func finish() { isFinal = true }

  public func seal(_ epoch: CheckpointID) async throws -> [Segment] {
    try await failingForGood {
      guard !open.isEmpty || !full.isEmpty || !closed.isEmpty else { return [] }
      try await prepareStore()
      let now = context.environment.clock.monotonicNanoseconds()
      let staying = isFinal ? [] : Set(open.values.filter { !closes($0, at: now) }.map(\.id))
      let sealings = takeParts().sorted { $0.id < $1.id }.map { part in
        PartSealing(part, epoch, isLast: !staying.contains(part.id))
      }
      do {
        try await stage(sealings.filter { !$0.isUnchanged })
      } catch {
        for sealing in sealings { sealing.part.close() }
        throw error
      }
      return sealings.map { sealing in
        if sealing.isLast { sealing.part.close() } else { resume(sealing.part) }
        return sealing.part.seal(as: sealing.staged, epoch, isLast: sealing.isLast)
      }
    }
  }

  /// Bytes to the files, files to their staged names, both to the disk: in this order, so that a
  /// staged name that survives a crash is only believed after its checksum was looked at, and one
  /// that a manifest lists is there.
  private func stage(_ sealings: [PartSealing]) async throws {
    guard !sealings.isEmpty else { return }
    let (environment, store) = (context.environment, store)
    let failpoints = environment.failpoints
    try await environment.blocking.run {
      try failpoints.hit(.sinkBeforeStage)
      // The fence: a newer attempt may have taken the store over.
      _ = try store.isPrepared()
    }
    try await environment.runAll(
      sealings.map { sealing in
        {
          try sealing.part.flush(environment.fileSystem, keepingBuffer: false)
          try failpoints.hit(.sinkMidStage)
          try sealing.part.move(to: store.paths.staged(sealing.staged), environment.fileSystem)
        }
      })
    try await environment.blocking.run { try failpoints.hit(.sinkAfterStage) }
    try await environment.runAll(
      sealings.filter { !$0.part.isSynced }.map { sealing in { try sealing.part.sync() } })
    let moved = sealings.filter(\.moves)
    if !moved.isEmpty {
      // The store's own directory holds the buckets' names: another subtask may have created one
      // and not synced it yet.
      try await store.paths.sync(Set(moved.map(\.part.bucketName)).union([""]), environment)
    }
    try await environment.blocking.run { try failpoints.hit(.sinkAfterStageSync) }
  }
}
