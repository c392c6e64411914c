import WeirCore

extension LinesWriter {
  public func flush() async throws {
    try await failingForGood { try await flushParts() }
  }

  public func abandon() async {
    hasFailed = true
    for part in takeParts() { part.close() }
  }

  /// Runs `body` and refuses everything after an error: after a failed write or fsync nobody knows
  /// what the file holds, and a later seal must not leave those records out silently.
  func failingForGood<Result>(_ body: () async throws -> Result) async throws -> Result {
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
      throw error
    }
  }

  private func flushParts() async throws {
    guard !open.isEmpty || !full.isEmpty else { return }
    let files = context.environment.fileSystem
    try await prepareStore()
    try await checkFence()
    let finished = full + leastRecentlyUsed(open.count - openBucketLimit)
    for part in finished { retire(part) }
    full = []
    if !finished.isEmpty {
      try await context.environment.runAll(
        finished.map { part in
          {
            try part.flush(files, keepingBuffer: false)
            try part.sync()
            part.close()
          }
        })
      closed += finished
    }
    let rest = open.values.sorted { $0.id < $1.id }
    let keepsBuffers = rest.count <= 16
    try await context.environment.blocking.run {
      for part in rest { try part.flush(files, keepingBuffer: keepsBuffers) }
    }
    bufferedByteCount = 0
  }

  /// The store's directory comes into being with its first part.
  func prepareStore() async throws {
    guard !isPrepared else { return }
    let store = store
    try await context.environment.blocking.run { try store.prepare() }
    isPrepared = true
  }

  /// Files that hold committed bytes may have been published by a newer attempt.
  private func checkFence() async throws {
    guard open.values.contains(where: { $0.firstEpoch != nil })
      || full.contains(where: { $0.firstEpoch != nil })
    else { return }
    let store = store
    try await context.environment.blocking.run { _ = try store.isPrepared() }
  }

  private func leastRecentlyUsed(_ count: Int) -> [OpenPart] {
    guard count > 0 else { return [] }
    let order = open.values.sorted { ($0.lastUse, $0.id) < ($1.lastUse, $1.id) }
    return Array(order.prefix(count))
  }
}
