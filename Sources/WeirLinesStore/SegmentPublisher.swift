import WeirCore
import WeirStorage

/// Looks at the two names of a listed part and does what ``SegmentDecision`` says. Blocks.
struct SegmentPublisher {
  let context: SinkContext
  let paths: LinesPaths
  private var files: any FileSystem { context.environment.fileSystem }

  init(context: SinkContext, paths: LinesPaths) {
    self.context = context
    self.paths = paths
  }

  /// Ends the part where the manifest says and gives it its finished name.
  /// - Parameter isTrusted: The bytes behind a staged name of the right length need not be read.
  /// - Throws: `unusableCheckpoint` when the part is neither staged nor published, or damaged.
  func publish(_ part: ListedPart, isTrusted: Bool) throws {
    let bucket = part.staged.bucket
    let finished = paths.file(.finished(part.finished), inBucket: bucket)
    let pending = paths.file(part.staged.file, inBucket: bucket)
    let published = try observe(finished, part, isOpen: false, isTrusted: false)
    let staged = try observe(pending, part, isOpen: !part.isClosed, isTrusted: isTrusted)
    switch SegmentDecision(finished: published, pending: staged) {
    case .publish: try files.rename(pending, to: finished, replacing: false)
    case .truncateAndPublish:
      try truncate(pending, to: part.byteCount)
      try files.rename(pending, to: finished, replacing: false)
    case .alreadyPublished: break
    case .removePending: try files.removeFile(pending)
    case .refuse(.missing):
      throw Self.refusal("the file is lost: neither it nor \(finished) exists", pending, part.epoch)
    case .refuse(.pendingDamaged): throw Self.refusal(Self.mismatch(part), pending, part.epoch)
    case .refuse(.finishedDamaged): throw Self.refusal(Self.mismatch(part), finished, part.epoch)
    }
  }

  static func refusal(_ what: String, _ path: String, _ epoch: CheckpointID) -> WeirError {
    WeirError(
      .unusableCheckpoint,
      "\(what), but the manifest of \(epoch) lists it; restore the store from a backup, or begin "
        + "anew with --fresh",
      at: .init(file: path))
  }

  private static func mismatch(_ part: ListedPart) -> String {
    "the file is not the one that was sealed with \(part.byteCount) bytes and CRC-32C "
      + String(part.checksum, radix: 16)
  }

  private func observe(
    _ path: String, _ part: ListedPart, isOpen: Bool, isTrusted: Bool
  ) throws -> ObservedPart {
    guard let status = try files.status(path) else { return .absent }
    let isLonger = isOpen && status.byteCount > part.byteCount
    guard status.kind == .file, status.byteCount == part.byteCount || isLonger else {
      return .damaged
    }
    if isTrusted, !isLonger { return .intact }
    guard try checksum(of: path, byteCount: part.byteCount) == part.checksum else {
      return .damaged
    }
    return isLonger ? .longer : .intact
  }

  /// Durable before the part gets its name: a published part never changes.
  private func truncate(_ path: String, to byteCount: UInt64) throws {
    let file = try files.open(path, .update)
    defer { file.close() }
    try file.truncate(to: byteCount)
    try file.sync()
  }

  private func checksum(of path: String, byteCount: UInt64) throws -> UInt32 {
    let file = try files.open(path, .read)
    defer { file.close() }
    return try file.checksum(ofFirst: byteCount)
  }
}
