import CZlib
import Synchronization
import WeirCore

/// The inflated bytes of a gzip file with one or more members, from its start on.
///
/// Memory is constant whatever the file claims: 256 KiB of compressed bytes and zlib's window. Each
/// member's checksum and length are checked by zlib; zeros after the last member are padding.
///
/// The calls block, and come from one task at a time.
public final class GzipByteInput: @unchecked Sendable {
  private let file: any File
  private let path: String
  private let compressed: UnsafeMutableRawBufferPointer
  /// zlib keeps a pointer back to its stream, so that one must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private var fileOffset: UInt64 = 0
  private let byteLimit: UInt64
  private var phase = Phase.betweenMembers(isFirst: true)
  private let progress = Mutex(Inflation())

  private enum Phase {
    case betweenMembers(isFirst: Bool)
    case inMember
    case ended
  }

  /// - Parameters:
  ///   - byteLimit: Where the file ends for this reader, in compressed bytes; a member must end
  ///     there.
  ///   - compressedByteCount: How much of the file is read at a time.
  /// - Throws: when zlib has no memory.
  public init(
    file: any File, path: String, byteLimit: UInt64 = .max, compressedByteCount: Int = 1 << 18
  ) throws {
    self.file = file
    self.path = path
    self.byteLimit = byteLimit
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 is the largest window; 16 more asks for gzip headers and nothing else.
    let status = inflateInit2_(
      stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      stream.deallocate()
      throw WeirError(
        .inputOutput, "zlib cannot start (\(status))", at: .init(file: path), isRetriable: false)
    }
    compressed = .allocate(byteCount: compressedByteCount, alignment: 16)
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    compressed.deallocate()
  }

  /// Fills `buffer` as far as there are inflated bytes; 0 only at the end.
  /// - Throws: `malformedInput` when the content is damaged or cut off.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let base = buffer.baseAddress, !buffer.isEmpty else { return 0 }
    let room = UInt32(clamping: buffer.count)
    stream.pointee.next_out = base.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = room
    defer { noteProgress(UInt64(room - stream.pointee.avail_out)) }
    while stream.pointee.avail_out > 0 {
      switch phase {
      case .ended: return Int(room - stream.pointee.avail_out)
      case .betweenMembers(let isFirst): try startMember(isFirst: isFirst)
      case .inMember: try inflateSome()
      }
    }
    return Int(room)
  }

  public var inflation: Inflation? { progress.withLock { $0 } }

  /// Gives the file back. Closing twice is fine.
  public func close() { file.close() }

  private func noteProgress(_ inflated: UInt64) {
    let compressed = fileOffset - UInt64(stream.pointee.avail_in)
    progress.withLock { progress in
      progress.compressed = compressed
      progress.inflated += inflated
    }
  }

  private func inflateSome() throws {
    if stream.pointee.avail_in == 0, try !refill() {
      throw corrupt("the file ends in the middle of its compressed content; it was cut off")
    }
    switch inflate(stream, Z_NO_FLUSH) {
    case Z_OK, Z_BUF_ERROR: return
    case Z_STREAM_END: phase = .betweenMembers(isFirst: false)
    case let status:
      let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)"
      throw corrupt("the compressed content is damaged: \(reason)")
    }
  }

  private func startMember(isFirst: Bool) throws {
    while true {
      if stream.pointee.avail_in == 0, try !refill() {
        if isFirst { throw corrupt("the file is empty, which no gzip file is") }
        phase = .ended
        return
      }
      if isFirst || stream.pointee.next_in.pointee != 0 { break }
      stream.pointee.next_in += 1
      stream.pointee.avail_in -= 1
    }
    inflateReset(stream)
    phase = .inMember
  }

  private func refill() throws -> Bool {
    let wanted = Int(min(byteLimit - min(fileOffset, byteLimit), UInt64(compressed.count)))
    let room = UnsafeMutableRawBufferPointer(rebasing: compressed[..<wanted])
    let count = wanted == 0 ? 0 : try file.read(into: room, at: fileOffset)
    fileOffset += UInt64(count)
    stream.pointee.next_in = compressed.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(count)
    return count > 0
  }

  private func corrupt(_ reason: String) -> WeirError {
    let offset = fileOffset - UInt64(stream.pointee.avail_in)
    return WeirError(
      .malformedInput, reason + "; replace the file",
      at: .init(file: path, byteOffset: offset))
  }
}
