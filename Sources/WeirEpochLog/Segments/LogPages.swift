import WeirCore

/// Reads one partition's changes page by page, holding no more than a page and a chunk in memory.
///
/// One owner uses it from one thread at a time.
public final class LogPages: @unchecked Sendable {
  /// A page with so many bytes takes no further change.
  static let pageByteLimit = 4 << 20
  /// What a change takes in memory beside its bytes.
  static let changeByteCount = 80

  private let log: EpochLogReader
  private let partition: Int
  private let pageSize: Int
  private let byteLimit: Int
  /// Epochs not begun, and segments of the present one not begun; the next is the last.
  private var commits: [EpochCommit]
  private var segments: [Segment] = []
  private var epoch = CheckpointID(0)
  private var sequence: UInt64 = 0
  private var source: LogCursor?

  init(
    log: EpochLogReader, partition: Int, commits: [EpochCommit], pageSize: Int,
    byteLimit: Int = LogPages.pageByteLimit
  ) {
    self.log = log
    self.partition = partition
    self.pageSize = max(1, pageSize)
    self.byteLimit = max(1, byteLimit)
    self.commits = commits.sorted { $0.epoch > $1.epoch }
  }

  /// The next page; nil after the last. A page is of one epoch. Blocks.
  /// - Throws: `unusableCheckpoint` when the log is damaged, the disk's error, or
  ///   ``SnapshotExpired``; nothing may be asked for after that.
  public func next() throws -> LogPage? {
    while try advance() {
      let page = PageBuilder(epoch: epoch, capacity: pageSize, byteLimit: byteLimit)
      while !page.isFull, let cursor = try cursorWithChange() {
        try cursor.take(into: page, from: &sequence)
      }
      if page.count > 0 { return try page.build() }
    }
    return nil
  }

  /// Makes sure that an epoch with something left is the present one.
  private func advance() throws -> Bool {
    while try cursorWithChange() == nil {
      guard let commit = commits.popLast() else { return false }
      epoch = commit.epoch
      sequence = 0
      segments = commit.segments.filter { $0.partition == partition }.reversed()
    }
    return true
  }

  /// The place of the present epoch's next change; nil when it has none left.
  private func cursorWithChange() throws -> LogCursor? {
    while true {
      if let source, try source.hasChange() { return source }
      source = nil
      guard let segment = segments.popLast() else { return nil }
      source = LogCursor(try log.open(segment.name), segment)
    }
  }
}
