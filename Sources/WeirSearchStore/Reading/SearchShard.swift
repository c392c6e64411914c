import WeirCore
import WeirEpochLog
import WeirSQLite

/// A snapshot of one shard, and its overlay once it stands at an epoch.
final class SearchShard {
  let connection: SQLiteConnection
  let schema: SearchSchema
  private let reader: SQLitePartitionReader?
  private(set) var overlay: SearchOverlay?

  /// - Parameter reader: The shard's file; nil when there is none yet.
  init(_ reader: SQLitePartitionReader?, _ schema: SearchSchema) throws {
    self.reader = reader
    self.schema = schema
    if let reader {
      connection = reader.connection
    } else {
      connection = try SQLiteConnection("", .memory)
      try DocumentTables.create(schema, in: .main, connection)
    }
  }

  /// The epoch of the snapshot; nil when nothing was ever applied.
  var storedEpoch: CheckpointID? { reader?.header.epoch }

  func position(at cut: StoreCut, shard: Int, _ log: EpochLogReader) throws {
    if let reader, let stored = storedEpoch, stored > cut.epoch {
      return try windBack(reader, to: cut.epoch)
    }
    let commits = try missing(cut, shard)
    guard !commits.isEmpty else { return }
    let main = try DocumentTables(schema, in: .main, connection)
    let overlay = try SearchOverlay(schema, over: main, connection, hidesRows: true)
    try log.replay(partition: shard, in: commits, into: overlay)
    self.overlay = overlay
  }

  private func windBack(_ reader: SQLitePartitionReader, to epoch: CheckpointID) throws {
    let main = try DocumentTables(schema, in: .main, connection)
    let overlay = try SearchOverlay(schema, over: main, connection, hidesRows: false)
    let limit = try reader.windBack(to: epoch) { _, image in try overlay.add(image: image) }
    overlay.hideRows(from: limit)
    self.overlay = overlay
  }

  /// The epochs with data for the shard that its snapshot does not have yet, without a gap.
  private func missing(_ cut: StoreCut, _ shard: Int) throws -> [EpochCommit] {
    var expected = storedEpoch
    var commits: [EpochCommit] = []
    for commit in cut.commits.sorted(by: { $0.epoch < $1.epoch }) {
      guard commit.epoch <= cut.epoch, commit.segments.contains(where: { $0.partition == shard })
      else { continue }
      if let expected, commit.epoch <= expected { continue }
      guard commit.previous[shard] == expected else { throw SnapshotExpired() }
      commits.append(commit)
      expected = commit.epoch
    }
    if let heads = cut.heads, heads[shard] != expected { throw SnapshotExpired() }
    return commits
  }
}
