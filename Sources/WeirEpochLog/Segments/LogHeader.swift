import WeirCore
import WeirStorage

/// The start of a log file: whose it is.
///
/// Magic, version and length of the header, the header in the state codec, CRC-32C of all before.
struct LogHeader: Equatable {
  static let magic: UInt64 = 0x474F_4C45_5249_4557
  static let version: UInt32 = 1
  /// Magic, version and length.
  static let prefixByteCount = 16
  /// No header is longer: names of jobs and sinks are short.
  static let byteLimit = 1 << 16

  let jobID: String
  let sink: String
  let file: LogWriterFile

  /// The bytes as they stand in the file.
  func encoded() throws -> ByteBuffer {
    var encoder = BinaryEncoder()
    let buffer = encoder.buffer
    buffer.append(Self.magic)
    buffer.append(Self.version)
    buffer.append(0 as UInt32)
    try encoder.encode(jobID)
    try encoder.encode(sink)
    try encoder.encode(file.attempt.number, bits: 64)
    try encoder.encode(Int64(file.subtask), bits: 64)
    try encoder.encode(file.number, bits: 64)
    let length = buffer.count - Self.prefixByteCount
    guard length <= Self.byteLimit else {
      throw WeirError(.limit, "the names of job and sink are too long for a log's header")
    }
    buffer.overwrite(UInt32(length), at: 12)
    buffer.append(buffer.withUnsafeBytes { CRC32C.checksum($0) })
    return buffer
  }

  /// Reads the start of a file; returns the header and how many bytes it takes. Blocks.
  /// - Throws: `unusableCheckpoint` when it is damaged or of another version.
  static func read(_ log: any File, _ path: String) throws -> (header: LogHeader, byteCount: Int) {
    let prefix = try bytes(of: log, prefixByteCount, path)
    defer { withExtendedLifetime(prefix) {} }
    var decoder = BinaryDecoder(prefix.bytes)
    guard try decoder.read(UInt64.self) == magic else {
      throw LogDamage.error("the file does not begin as a log does", path, at: 0)
    }
    let version = try decoder.read(UInt32.self)
    guard version == Self.version else {
      throw LogDamage.error(
        "the log has format version \(version), not \(Self.version)", path, at: 8)
    }
    let length = try decoder.read(UInt32.self)
    guard length <= UInt32(byteLimit) else {
      throw LogDamage.error("the header claims \(length) bytes", path, at: 12)
    }
    let byteCount = prefixByteCount + Int(length) + 4
    let block = try bytes(of: log, byteCount, path)
    defer { withExtendedLifetime(block) {} }
    let whole = block.bytes
    let content = UnsafeRawBufferPointer(rebasing: whole[..<(byteCount - 4)])
    let checksum = whole.loadUnaligned(fromByteOffset: byteCount - 4, as: UInt32.self)
    guard CRC32C.checksum(content) == checksum else {
      throw LogDamage.error("the header's checksum does not hold", path, at: 0)
    }
    return (try decode(content, path), byteCount)
  }

  private static func decode(
    _ content: UnsafeRawBufferPointer, _ path: String
  ) throws -> LogHeader {
    var decoder = BinaryDecoder(UnsafeRawBufferPointer(rebasing: content[prefixByteCount...]))
    do {
      let header = LogHeader(
        jobID: try decoder.decodeString(), sink: try decoder.decodeString(),
        file: LogWriterFile(
          attempt: Attempt(try decoder.decodeUInt(bits: 64)),
          subtask: Int(try decoder.decodeInt(bits: 64)),
          number: try decoder.decodeUInt(bits: 64)))
      guard decoder.isAtEnd else { throw decoder.invalidValue("more bytes than a header has") }
      return header
    } catch let error as WeirError {
      throw LogDamage.error("the header cannot be read: \(error.message)", path, at: 0)
    }
  }

  private static func bytes(of log: any File, _ count: Int, _ path: String) throws -> LogBlock {
    let block = LogBlock(byteCount: count)
    let read = try log.readFully(into: block.memory, at: 0)
    guard read == count else {
      throw LogDamage.error("the file ends within its header", path, at: UInt64(read))
    }
    return block
  }
}
