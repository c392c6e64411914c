import WeirCore

extension EpochLogWriter {
  /// Moves buffered changes to the file; not durable.
  /// - Throws: The disk's error; the attempt has to end then.
  public func flush() async throws {
    guard bufferedByteCount > 0 else { return }
    try await failingForGood {
      try await context.environment.blocking.run { _ = try self.writeBuffers() }
    }
  }

  /// Makes everything since the last call durable and returns one segment for each partition that
  /// has changes, in the order of partitions; none when nothing was written.
  ///
  /// The checkpoint may still be aborted: the engine then lists these segments with a later one.
  public func seal(_ epoch: CheckpointID) async throws -> [Segment] {
    try await failingForGood {
      guard bufferedByteCount > 0 || file != nil else { return [] }
      return try await context.environment.blocking.run { try self.stage(epoch) }
    }
  }

  /// The attempt is over: closes the file. It was never listed, so the next recovery removes it.
  public func abandon() async {
    hasFailed = true
    file?.close()
    file = nil
  }

  /// Runs `body` and refuses everything after an error: after a failed write or fsync nobody knows
  /// what the file holds, and a later seal must not leave those changes out silently.
  private func failingForGood<Result>(_ body: () async throws -> Result) async throws -> Result {
    guard !hasFailed else {
      throw WeirError(
        .inputOutput, "the writer has failed before; the attempt cannot go on",
        at: .init(
          job: context.job, operatorID: context.operatorID.name, subtask: context.subtask),
        isRetriable: true)
    }
    do {
      return try await body()
    } catch {
      hasFailed = true
      file?.close()
      file = nil
      throw error
    }
  }

  /// Bytes to the file, the file to its final name, both to the disk: one fsync and one of the
  /// directory, whatever the number of partitions.
  private func stage(_ epoch: CheckpointID) throws -> [Segment] {
    let failpoints = context.environment.failpoints
    try failpoints.hit(.sinkBeforeStage)
    let file = try writeBuffers()
    try failpoints.hit(.sinkMidStage)
    let name = try file.seal(epoch)
    try failpoints.hit(.sinkAfterStage)
    try file.syncAndClose()
    self.file = nil
    try failpoints.hit(.sinkAfterStageSync)
    return lanes.compactMap { lane in
      let totals = lane.takeTotals()
      guard totals.recordCount > 0 else { return nil }
      return Segment(
        name: name, byteCount: totals.byteCount, checksum: totals.checksum,
        recordCount: totals.recordCount, partition: lane.partition)
    }
  }

  private func writeBuffers() throws -> LogFile {
    let file = try self.file ?? makeFile()
    for lane in lanes where !lane.isEmpty { try lane.flush(to: file) }
    bufferedByteCount = 0
    bufferedSince = 0
    return file
  }

  private func makeFile() throws -> LogFile {
    let made = try LogFile(
      LogWriterFile(attempt: context.attempt, subtask: context.subtask, number: fileCount), context)
    fileCount += 1
    file = made
    return made
  }
}
