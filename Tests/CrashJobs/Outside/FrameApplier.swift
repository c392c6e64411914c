import Weir

/// Turns sealed logs into files of lines. Applying a log again finds its file and does nothing.
final class FrameApplier: Applier {
  private let context: SinkContext
  private let paths: FramePaths

  init(_ context: SinkContext) {
    self.context = context
    paths = FramePaths(directory: context.directory)
  }

  func apply(_ commit: EpochCommit) async throws {
    try await context.environment.blocking.run { [self] in
      for segment in commit.segments { try publish(segment, commit.epoch) }
      if !commit.segments.isEmpty { try files.syncDirectory(paths.directory) }
    }
  }

  func recover(_ unapplied: [EpochCommit]) async throws -> [EpochCommit] {
    for commit in unapplied.sorted(by: { $0.epoch < $1.epoch }) { try await apply(commit) }
    try await context.environment.blocking.run { [self] in
      // What still has a hidden name belongs to no checkpoint.
      for name in try names() where name.hasPrefix(".") { try files.removeFile(paths.path(name)) }
    }
    return []
  }

  func committedEpoch() async throws -> CheckpointID? {
    try await context.environment.blocking.run { [self] in
      try names().compactMap { FramePaths.epoch(ofLines: $0) }.max()
    }
  }

  func close() async {}

  private var files: any FileSystem { context.environment.fileSystem }

  private func names() throws -> [String] {
    guard try files.status(paths.directory) != nil else { return [] }
    return try files.list(paths.directory).map(\.name)
  }

  /// Writes the lines under a hidden name, makes them durable, and only then gives them their own:
  /// a file of lines is either whole or not there.
  private func publish(_ segment: Segment, _ epoch: CheckpointID) throws {
    guard let name = FramePaths.lines(ofLog: segment.name, epoch) else {
      throw refusal("is no name that this sink's writers give", segment)
    }
    let target = paths.path(name)
    let log = paths.path(segment.name)
    if try files.status(target) == nil {
      let temporary = paths.path(FramePaths.temporary(name))
      if try files.status(temporary) != nil { try files.removeFile(temporary) }
      let lines = try readLines(segment)
      let file = try files.open(temporary, .createNew)
      defer { file.close() }
      try lines.withUnsafeBytes { try file.write($0, at: 0) }
      try file.sync()
      try files.rename(temporary, to: target, replacing: false)
      try files.syncDirectory(paths.directory)
    }
    if try files.status(log) != nil { try files.removeFile(log) }
  }

  private func readLines(_ segment: Segment) throws -> [UInt8] {
    let path = paths.path(segment.name)
    guard let status = try files.status(path) else {
      throw refusal("is lost: neither the log nor its lines are there", segment)
    }
    guard Int64(exactly: status.byteCount) == segment.byteCount else {
      throw refusal("has \(status.byteCount) bytes instead of \(segment.byteCount)", segment)
    }
    let file = try files.open(path, .read)
    defer { file.close() }
    var log = [UInt8](repeating: 0, count: Int(segment.byteCount))
    try log.withUnsafeMutableBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[offset...])
        let count = try file.read(into: rest, at: UInt64(offset))
        guard count > 0 else { throw refusal("ends early", segment) }
        offset += count
      }
    }
    guard Checksum.of(log[...]) == segment.checksum, let lines = Frames.lines(of: log) else {
      throw refusal("is not what was sealed", segment)
    }
    return lines
  }

  private func refusal(_ what: String, _ segment: Segment) -> WeirError {
    WeirError(
      .unusableCheckpoint, "the log \(what)", at: .init(file: paths.path(segment.name)))
  }
}
