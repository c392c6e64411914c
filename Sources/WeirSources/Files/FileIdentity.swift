import WeirCore

/// Tells whether a file still is the one whose position was stored, also after a copy to another
/// disk: its length and hashes of its first and last KiB. What was changed in between and kept its
/// length is not noticed.
public struct FileIdentity: Record, Equatable {
  /// How many bytes the file had.
  public var byteCount: Int64 = 0
  /// Stable hash of the first KiB, or of the whole of a shorter file.
  public var headHash: UInt64 = 0
  /// Stable hash of the last KiB of those bytes.
  public var tailHash: UInt64 = 0

  static var probeByteCount: Int64 { 1024 }

  public init() {}

  /// Blocks.
  init(of file: any File, byteCount: Int64) throws {
    self.byteCount = byteCount
    let probe = min(Self.probeByteCount, byteCount)
    headHash = try Self.hash(file, from: 0, count: probe)
    tailHash = try Self.hash(file, from: byteCount - probe, count: probe)
  }

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("bytes", &byteCount)
    try field("head_hash", &headHash)
    try field("tail_hash", &tailHash)
  }

  /// Why `file` is not the file that this identity was taken of, or nil. Blocks.
  /// - Parameter mayHaveGrown: whether bytes behind the known ones are fine.
  func difference(to file: any File, mayHaveGrown: Bool) throws -> String? {
    let found = Int64(clamping: try file.status().byteCount)
    if found < byteCount { return "it had \(byteCount) bytes and has \(found) now" }
    if found > byteCount, !mayHaveGrown {
      return "it had \(byteCount) bytes and has \(found) now"
    }
    let now = try FileIdentity(of: file, byteCount: byteCount)
    if now.headHash != headHash { return "its first bytes are not what they were" }
    if now.tailHash != tailHash { return "its contents are not what they were" }
    return nil
  }

  /// The stable hash of a part of a file; of what is there when the part is cut off.
  static func hash(_ file: any File, from offset: Int64, count: Int64) throws -> UInt64 {
    let chunk = ByteChunk(byteCount: Int(count))
    guard count > 0 else { return StableHash.hash(chunk.bytes(0)) }
    let input = PlainByteInput(file: file, offset: UInt64(offset))
    return StableHash.hash(chunk.bytes(try input.read(into: chunk.memory)))
  }
}
