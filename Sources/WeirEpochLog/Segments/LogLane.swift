import WeirCore
import WeirStorage

/// The changes of one partition that a writer holds in memory, as chunks that only lack their
/// checksums.
///
/// One writer owns it and hands it from its own task to one blocking call at a time; that is why it
/// may cross between threads.
final class LogLane: @unchecked Sendable {
  let partition: Int
  let buffer = ByteBuffer(capacity: 1024)
  /// Where the chunk begins that takes the next change; -1 when there is none.
  private var chunkStart = -1
  private var changeCount: UInt32 = 0
  /// What of the lane stands in the file already.
  private(set) var totals = LogTotals()

  init(partition: Int) { self.partition = partition }

  /// Makes sure that there is a chunk to append a change to.
  @inline(__always)
  func prepare() {
    if chunkStart < 0 { beginChunk() }
  }

  private func beginChunk() {
    chunkStart = buffer.count
    changeCount = 0
    buffer.append(LogChunk.magic)
    buffer.append(UInt32(truncatingIfNeeded: partition))
    buffer.append(0 as UInt64)
    buffer.append(0 as UInt32)
  }

  /// A change was appended as a whole.
  @inline(__always)
  func endChange() {
    changeCount += 1
    if buffer.count &- chunkStart >= LogChunk.byteCountGoal { endChunk() }
  }

  private func endChunk() {
    buffer.overwrite(changeCount, at: chunkStart + 8)
    buffer.overwrite(
      UInt32(buffer.count - chunkStart - LogChunk.headerByteCount), at: chunkStart + 12)
    chunkStart = -1
  }

  /// Whether anything waits to be written.
  var isEmpty: Bool { buffer.count == 0 }

  /// Writes what is buffered behind what the file holds. Blocks.
  func flush(to file: LogFile) throws {
    if chunkStart >= 0 {
      if changeCount == 0 { buffer.truncate(to: chunkStart) } else { endChunk() }
      chunkStart = -1
    }
    guard buffer.count > 0 else { return }
    sealChunks()
    try buffer.withUnsafeBytes { try file.append($0) }
    buffer.removeAll()
  }

  /// Puts the checksums into the chunks' headers and counts them.
  private func sealChunks() {
    var start = 0
    while start < buffer.count {
      let sums: (chunk: LogChunk?, checksum: UInt32) = buffer.withUnsafeBytes { bytes in
        let header = UnsafeRawBufferPointer(rebasing: bytes[start...])
        guard let chunk = LogChunk(header) else { return (nil, 0) }
        let changes = UnsafeRawBufferPointer(
          rebasing: header[LogChunk.headerByteCount..<(LogChunk.headerByteCount + chunk.byteCount)])
        return (chunk, LogChunk.checksum(header: header, changes: changes))
      }
      guard let chunk = sums.chunk else { return }
      buffer.overwrite(sums.checksum, at: start + 16)
      buffer.withUnsafeBytes { bytes in
        totals.add(chunk, header: UnsafeRawBufferPointer(rebasing: bytes[start...]))
      }
      start += LogChunk.headerByteCount + chunk.byteCount
    }
  }

  /// What the file holds of the partition; the next file begins at nothing.
  func takeTotals() -> LogTotals {
    defer { totals = LogTotals() }
    return totals
  }
}
