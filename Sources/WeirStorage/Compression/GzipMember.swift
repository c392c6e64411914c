import CZlib
import WeirCore

/// Makes gzip members: a file of several of them, one after the other, is a gzip file (RFC 1952)
/// that may be cut at the end of each.
public enum GzipMember {
  private static let chunkByteCount = 1 << 16

  /// Appends `bytes` to `buffer`, compressed into a member of their own. The same bytes give the
  /// same member.
  /// - Throws: `inputOutput` when zlib has no memory.
  public static func append(_ bytes: UnsafeRawBufferPointer, to buffer: ByteBuffer) throws {
    var stream = z_stream()
    // 15 is the largest window; 16 more asks for a gzip header. 8 is zlib's usual memory.
    let status = deflateInit2_(
      &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw failure(status) }
    defer { deflateEnd(&stream) }
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkByteCount, alignment: 16)
    defer { chunk.deallocate() }
    var rest = bytes
    repeat {
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(Int32.max)))
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
      stream.next_in = UnsafeMutablePointer(
        mutating: piece.baseAddress?.assumingMemoryBound(to: UInt8.self))
      stream.avail_in = UInt32(piece.count)
      try deflateAll(&stream, rest.isEmpty ? Z_FINISH : Z_NO_FLUSH, chunk, buffer)
    } while !rest.isEmpty
  }

  /// Takes what the stream has been given, and with `Z_FINISH` ends the member.
  private static func deflateAll(
    _ stream: inout z_stream, _ mode: Int32, _ chunk: UnsafeMutableRawBufferPointer,
    _ buffer: ByteBuffer
  ) throws {
    while true {
      stream.next_out = chunk.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.avail_out = UInt32(chunk.count)
      let status = deflate(&stream, mode)
      guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
        throw failure(status)
      }
      let count = chunk.count - Int(stream.avail_out)
      buffer.append(bytes: UnsafeRawBufferPointer(rebasing: chunk[..<count]))
      if status == Z_STREAM_END || (mode == Z_NO_FLUSH && stream.avail_out > 0) { return }
    }
  }

  private static func failure(_ status: Int32) -> WeirError {
    WeirError(.inputOutput, "zlib cannot compress (\(status))", isRetriable: true)
  }
}
