import Glibc
import Testing
import WeirCore
import WeirEpochLog
import WeirSQLite
import WeirStorage

@testable import WeirTableStore

/// A table on the machine's disk, with what a job remembers of its epochs.
final class TestTable<Row: Record> {
  typealias Sink = TableSink<TableChange<Row>, Row>

  var sink: Sink
  let root: String
  var jobID = "0123456789abcdef"
  var name = "plays"
  private(set) var commits: [EpochCommit] = []
  private(set) var heads: [Int: CheckpointID] = [:]

  init(_ sink: Sink, in root: String) {
    self.sink = sink
    self.root = root
  }

  var directory: String { root + "/stores/" + SafeName.component(name) }
  private var logDirectory: String { root + "/logs/" + SafeName.component(name) }

  func context(_ attempt: UInt64 = 1) -> SinkContext {
    SinkContext(
      job: "job", jobID: jobID, operatorID: OperatorID(name), subtask: 0, parallelism: 1,
      attempt: Attempt(attempt), directory: directory, logDirectory: logDirectory,
      environment: .system())
  }

  func applier(_ attempt: UInt64 = 1) async throws -> any Applier {
    try await sink.makeApplier(context(attempt))
  }

  /// Logs one epoch.
  @discardableResult
  func seal(
    _ changes: [TableChange<Row>], epoch: UInt64, attempt: UInt64 = 1,
    requests: [RedriveRequest] = [], areRequestsFirst: Bool = false
  ) async throws -> EpochCommit {
    let writer = try await sink.makeWriter(context(attempt))
    let batch = Batch<TableChange<Row>>(capacity: max(1, changes.count))
    for change in changes { batch.append(change) }
    if !areRequestsFirst { try writer.write(batch) }
    for request in requests { try await writer.redrive(request) }
    if areRequestsFirst { try writer.write(batch) }
    let id = CheckpointID(epoch)
    let segments = try await writer.seal(id)
    var previous: [Int: CheckpointID] = [:]
    for segment in segments { previous[segment.partition] = heads[segment.partition] }
    let commit = EpochCommit(epoch: id, segments: segments, previous: previous)
    for segment in segments { heads[segment.partition] = id }
    commits.append(commit)
    return commit
  }

  /// Logs epochs and applies them.
  func store(_ epochs: [[TableChange<Row>]], attempt: UInt64 = 1) async throws -> any Applier {
    let applier = try await applier(attempt)
    _ = try await applier.recover([])
    for changes in epochs {
      let epoch = (commits.last?.epoch.number ?? 0) + 1
      try await applier.apply(try await seal(changes, epoch: epoch, attempt: attempt))
    }
    return applier
  }

  func partitions(_ attempt: UInt64 = 1) -> [TablePartition] {
    (0..<sink.definition.partitionCount).map {
      TablePartition(
        context(attempt), partition: $0, partitionCount: sink.definition.partitionCount,
        schema: sink.definition.schema)
    }
  }

  func openSnapshot() throws -> TableSnapshot {
    try TableSnapshot(
      directory: directory, logDirectory: logDirectory, jobID: jobID, sink: OperatorID(name),
      fileSystem: PosixFileSystem())
  }

  /// What a reader is told of an epoch.
  func cut(_ epoch: UInt64? = nil) -> StoreCut {
    let id = CheckpointID(epoch ?? commits.last?.epoch.number ?? 0)
    var heads: [Int: CheckpointID] = [:]
    let known = commits.filter { $0.epoch <= id }
    for commit in known {
      for partition in commit.partitions { heads[partition] = commit.epoch }
    }
    return StoreCut(epoch: id, commits: known, heads: heads)
  }

  func snapshot(_ epoch: UInt64? = nil) throws -> TableSnapshot {
    let snapshot = try openSnapshot()
    try snapshot.position(at: cut(epoch))
    return snapshot
  }
}

/// Calls `body` with a directory that is gone afterwards.
func withDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  var template = Array("/tmp/weir-table-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { throw WeirError(.inputOutput, "no temporary directory") }
  let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer { remove(below: directory) }
  return try await body(directory)
}

private func remove(below path: String) {
  let files = PosixFileSystem()
  for entry in (try? files.list(path)) ?? [] {
    let inner = path + "/" + entry.name
    if entry.kind == .directory { remove(below: inner) } else { try? files.removeFile(inner) }
  }
  try? files.removeDirectory(path)
}

/// Runs `body` and returns the error that it must throw.
func failure(
  _ body: () async throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
) async -> WeirError? {
  do {
    try await body()
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
  } catch let error as WeirError {
    return error
  } catch {
    Issue.record("\(error) is no WeirError", sourceLocation: sourceLocation)
  }
  return nil
}

/// Runs statements on a store's file, as a person with `sqlite3` would.
func execute(_ sql: String, on path: String) throws {
  let connection = try SQLiteConnection(path, .write)
  try connection.execute(sql)
}
