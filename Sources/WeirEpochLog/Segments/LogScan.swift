import WeirCore
import WeirStorage

/// Goes through the chunks of one log file, and believes none before its checksum holds. Blocks.
///
/// One owner uses it from one thread at a time.
final class LogScan: @unchecked Sendable {
  let path: String
  private let file: any File
  private let byteCount: UInt64
  /// Where the next chunk begins.
  private(set) var offset: UInt64
  private let header = LogBlock(byteCount: LogChunk.headerByteCount)

  /// Opens the file and checks whose it is.
  /// - Throws: `unusableCheckpoint` when it is damaged or another log's.
  init(_ name: LogFileName, path: String, log: EpochLogReader) throws {
    self.path = path
    file = try log.fileSystem.open(path, .read)
    do {
      byteCount = try file.status().byteCount
      let (found, headerByteCount) = try LogHeader.read(file, path)
      offset = UInt64(headerByteCount)
      guard found.jobID == log.jobID else {
        throw LogDamage.error(
          "the log belongs to job id \(found.jobID), not \(log.jobID)", path, at: 0)
      }
      guard found.sink.utf8.elementsEqual(log.sink.name.utf8), found.file == name.file else {
        throw LogDamage.error(
          "the log is \(found.file.text) of sink \"\(found.sink)\", not what its name says", path,
          at: 0)
      }
    } catch {
      file.close()
      throw error
    }
  }

  deinit { file.close() }

  /// The next chunk's header and where its changes begin; nil at the end of the file.
  func next() throws -> LogChunk? {
    guard offset < byteCount else { return nil }
    let left = byteCount - offset
    guard left >= UInt64(LogChunk.headerByteCount),
      try file.readFully(into: header.memory, at: offset) == LogChunk.headerByteCount
    else { throw damage("the file ends within the head of a chunk") }
    guard let chunk = LogChunk(header.bytes) else { throw damage("no chunk begins here") }
    guard UInt64(chunk.byteCount) <= left - UInt64(LogChunk.headerByteCount) else {
      throw damage("the chunk claims \(chunk.byteCount) bytes, which the file does not have")
    }
    guard chunk.changeCount > 0,
      Int(chunk.changeCount) <= chunk.byteCount / LogChunk.changeHeaderByteCount
    else { throw damage("the chunk claims \(chunk.changeCount) changes, which it cannot hold") }
    return chunk
  }

  /// Passes over the chunk that ``next()`` has given.
  func skip(_ chunk: LogChunk) {
    offset += UInt64(LogChunk.headerByteCount + chunk.byteCount)
  }

  /// The changes of the chunk that ``next()`` has given, counted in `totals`; their first byte is
  /// the returned offset of the file.
  func read(
    _ chunk: LogChunk, into totals: inout LogTotals
  ) throws -> (block: LogBlock, offset: UInt64) {
    let block = LogBlock(byteCount: chunk.byteCount)
    let start = offset + UInt64(LogChunk.headerByteCount)
    guard try file.readFully(into: block.memory, at: start) == chunk.byteCount else {
      throw damage("the file ends within a chunk")
    }
    guard LogChunk.checksum(header: header.bytes, changes: block.bytes) == chunk.checksum else {
      throw damage("the checksum of the chunk does not hold")
    }
    totals.add(chunk, header: header.bytes)
    skip(chunk)
    return (block, start)
  }

  private func damage(_ reason: String) -> WeirError { LogDamage.error(reason, path, at: offset) }
}
