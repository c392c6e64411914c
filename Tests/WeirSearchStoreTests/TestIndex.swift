import Glibc
import Testing
import WeirCore
import WeirEpochLog
import WeirSQLite
import WeirStorage

@testable import WeirSearchStore

/// An index on the machine's disk, and the engine around it: each epoch is sealed, and applied when
/// the test says so.
final class TestIndex<Element: FieldValue> {
  let sink: SearchSink<Element>
  let directory: String
  var jobID = "0123456789abcdef"
  var failpoints: any Failpoints = NoFailpoints()
  fileprivate(set) var commits: [EpochCommit] = []
  fileprivate var heads: [Int: CheckpointID] = [:]
  fileprivate var attempt: UInt64 = 0
  private var applier: (any Applier)?
  private var writer: SearchWriter<Element>?

  init(_ sink: SearchSink<Element>, in directory: String) {
    self.sink = sink
    self.directory = directory
  }

  func context(_ attempt: UInt64) -> SinkContext {
    var environment = Environment.system(failpoints: failpoints)
    environment.blocking = InlineBlockingPool()
    return SinkContext(
      job: "job", jobID: jobID, operatorID: OperatorID("sessions"), subtask: 0, parallelism: 1,
      attempt: Attempt(attempt), directory: directory + "/store",
      logDirectory: directory + "/log", environment: environment)
  }

  /// A new attempt; the one before ends like a process that is killed.
  @discardableResult
  func start(applied: Int = 0) async throws -> [EpochCommit] {
    attempt += 1
    applier = nil
    writer = nil
    let applier = try await sink.makeApplier(context(attempt))
    let left = try await applier.recover(Array(commits.dropFirst(applied)))
    self.applier = applier
    writer = try await sink.makeWriter(context(attempt))
    return left
  }

  /// Goes on where another job with the same store stands.
  func follow<Other>(_ other: TestIndex<Other>) {
    commits = other.commits
    heads = other.heads
    attempt = other.attempt
  }

  /// Seals an epoch of these elements, and of refused documents that are asked for again.
  @discardableResult
  func seal(_ elements: [Element], requests: [RedriveRequest] = []) async throws -> EpochCommit {
    let epoch = CheckpointID(UInt64(commits.count + 1))
    let writer = try #require(writer)
    for start in stride(from: 0, to: elements.count, by: 1024) {
      let batch = Batch<Element>(capacity: 1024)
      for element in elements[start..<min(start + 1024, elements.count)] { batch.append(element) }
      try writer.write(batch)
      if writer.needsFlush { try await writer.flush() }
    }
    for request in requests { try await writer.redrive(request) }
    let segments = try await writer.seal(epoch)
    let partitions = Set(segments.map(\.partition))
    let commit = EpochCommit(
      epoch: epoch, segments: segments, previous: heads.filter { partitions.contains($0.key) })
    for partition in partitions { heads[partition] = epoch }
    commits.append(commit)
    return commit
  }

  func apply(_ commit: EpochCommit) async throws { try await #require(applier).apply(commit) }

  func put(_ elements: [Element]) async throws { try await apply(try await seal(elements)) }

  func release(upTo epoch: UInt64) async throws {
    try await #require(applier).release(upTo: CheckpointID(epoch))
  }

  func rejected() async throws -> [RejectedChange] {
    try await sink.rejectedChanges(context(attempt))
  }

  /// Runs statements on every shard's file, as a person with `sqlite3` would.
  func execute(_ sql: String, shards: Int) throws {
    for shard in 0..<shards {
      let path = directory + "/store/" + PartitionIdentity.fileName(of: shard)
      try SQLiteConnection(path, .write).execute(sql)
    }
  }

  var status: StoreStatus? { applier?.status }

  func open() throws -> SearchSnapshot {
    try SearchSnapshot(
      directory: directory + "/store", logDirectory: directory + "/log", jobID: jobID,
      sink: OperatorID("sessions"), fileSystem: PosixFileSystem())
  }

  /// The index at an epoch, the last one if none is named.
  func snapshot(at epoch: UInt64? = nil) throws -> SearchSnapshot {
    let snapshot = try open()
    try snapshot.position(at: cut(epoch))
    return snapshot
  }

  func cut(_ epoch: UInt64? = nil) -> StoreCut {
    StoreCut(epoch: CheckpointID(epoch ?? UInt64(commits.count)), commits: commits)
  }
}

/// Runs `body` with a directory that is gone afterwards.
func withDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  var template = Array("/tmp/weir-search-XXXXXX".utf8CString)
  let path = try #require(mkdtemp(&template).map { String(cString: $0) })
  defer { remove(path) }
  return try await body(path)
}

private func remove(_ path: String) {
  let files = PosixFileSystem()
  for entry in (try? files.list(path)) ?? [] {
    let inner = FilePaths.join(path, entry.name)
    if entry.kind == .directory { remove(inner) } else { try? files.removeFile(inner) }
  }
  try? files.removeDirectory(path)
}

/// An index of these sessions at its last epoch.
func withSessions(
  _ sessions: [Session], shards: Int = 2, stemming: SearchStemming = .none,
  _ body: (SearchSnapshot) throws -> Void
) async throws {
  try await withDirectory { directory in
    let index = TestIndex(Session.sink(shards: shards, stemming: stemming), in: directory)
    try await index.start()
    try await index.put(sessions.map { .put($0) })
    try body(try index.snapshot())
  }
}

extension SearchSnapshot {
  /// The ids that a query finds, in order.
  func ids(_ text: String, syntax: SearchQuery.Syntax = .standard) throws -> [String] {
    try search(SearchQuery(text, syntax: syntax), SearchOptions(limit: 10_000)).hits.map(\.id)
  }
}
