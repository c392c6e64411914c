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

  /// - Parameter isTrusted: The bytes behind a pending name of the right length need not be read.
  /// - Throws: `unusableCheckpoint` when the part is neither staged nor published, or damaged.
  func publish(_ part: ListedPart, isTrusted: Bool) throws {
    let (finished, pending) = (paths.finished(part.staged), paths.pending(part.staged))
    let published = try observe(finished, part.segment, isTrusted: false)
    let staged = try observe(pending, part.segment, isTrusted: isTrusted)
    switch SegmentDecision(finished: published, pending: staged) {
    case .publish: try files.rename(pending, to: finished, replacing: false)
    case .alreadyPublished: break
    case .removePending: try files.removeFile(pending)
    case .refuse(.missing):
      throw Self.refusal("the file is lost: neither it nor \(finished) exists", pending, part.epoch)
    case .refuse(.pendingDamaged):
      throw Self.refusal(Self.mismatch(part.segment), pending, part.epoch)
    case .refuse(.finishedDamaged):
      throw Self.refusal(Self.mismatch(part.segment), finished, part.epoch)
    }
  }

  static func refusal(_ what: String, _ path: String, _ epoch: CheckpointID) -> WeirError {
    WeirError(
      .unusableCheckpoint,
      "\(what), but the manifest of \(epoch) lists it; restore the store from a backup, or begin "
        + "anew with --fresh",
      at: .init(file: path))
  }

  private static func mismatch(_ segment: Segment) -> String {
    "the file is not the one that was sealed with \(segment.byteCount) bytes and CRC-32C "
      + String(segment.checksum, radix: 16)
  }

  private func observe(
    _ path: String, _ segment: Segment, isTrusted: Bool
  ) throws -> ObservedPart {
    guard let status = try files.status(path) else { return .absent }
    guard status.kind == .file, UInt64(exactly: segment.byteCount) == status.byteCount else {
      return .damaged
    }
    if isTrusted { return .intact }
    return try checksum(of: path) == segment.checksum ? .intact : .damaged
  }

  private func checksum(of path: String) throws -> UInt32 {
    let file = try files.open(path, .read)
    defer { file.close() }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    var crc = CRC32C()
    var offset: UInt64 = 0
    while true {
      let count = try file.readFully(into: buffer, at: offset)
      if count == 0 { return crc.value }
      crc.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      offset += UInt64(count)
    }
  }
}
