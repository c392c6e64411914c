import WeirCore
import WeirFormats
import WeirStorage

/// A record in a small JSON file that nothing is believed of before its checksum holds.
///
///     {"weir":"manifest","version":2,…fields…,"crc32c":"89abcdef"}⏎
///
/// The checksum covers every byte before `,"crc32c"`; what follows has one possible spelling. So a
/// changed, missing or further byte is always noticed.
struct SealedDocument {
  /// What the file is; the value of its first member.
  let kind: StaticString
  /// The format version that is written, and the only one that is read.
  let version: Int
  /// Larger files are not read, and not written.
  let byteLimit: Int

  static let manifest = SealedDocument(kind: "manifest", version: 2, byteLimit: 1 << 26)
  static let attempt = SealedDocument(kind: "attempt", version: 1, byteLimit: 1 << 16)

  static let request = SealedDocument(kind: "request", version: 1, byteLimit: 1 << 20)

  private var opening: String { "{\"weir\":\"\(kind)\",\"version\":" }
  private static let tailByteCount = tail(0).count

  private static func tail(_ checksum: UInt32) -> [UInt8] {
    Array(",\"crc32c\":\"\(Hexadecimal.text(checksum))\"}\n".utf8)
  }

  /// The file's bytes for a record that has at least one field.
  func bytes(of record: some Record) throws -> [UInt8] {
    let fields = try JSON.encode(record).dropFirst().dropLast()
    let body = Array(opening.utf8) + Array("\(version),".utf8) + fields
    let bytes = body + Self.tail(CRC32C.checksum(body))
    guard bytes.count <= byteLimit else {
      throw WeirError(.limit, "the \(kind) would have \(bytes.count) bytes of at most \(byteLimit)")
    }
    return bytes
  }

  /// The record in a file's bytes.
  /// - Throws: `unusableCheckpoint` with file, offset and reason.
  func record<R: Record>(_ type: R.Type, in bytes: [UInt8], file: String) throws -> R {
    let opening = Array(opening.utf8)
    let bodyCount = bytes.count - Self.tailByteCount
    guard bodyCount > opening.count else {
      throw unusable(file, bytes.count, "the \(kind) ends early, after \(bytes.count) bytes")
    }
    guard bytes.starts(with: opening) else {
      throw unusable(file, 0, "this is no \(kind) of Weir")
    }
    let body = bytes[..<bodyCount]
    let checksum = body.withUnsafeBytes { CRC32C.checksum($0) }
    guard Array(bytes[bodyCount...]) == Self.tail(checksum) else {
      throw unusable(
        file, bodyCount,
        "the \(kind) is damaged: the checksum at its end does not hold for the bytes before it")
    }
    let digits = body[opening.count...].prefix { $0 != UInt8(ascii: ",") }
    guard digits.elementsEqual(String(version).utf8) else {
      let found = String(decoding: digits.prefix(20), as: UTF8.self)
      throw unusable(
        file, opening.count,
        "its format version is \(found), and this program reads version \(version) only")
    }
    let start = opening.count + digits.count + 1
    guard start <= bodyCount else { throw unusable(file, bodyCount, "the \(kind) has no fields") }
    let object = [UInt8(ascii: "{")] + body[start...] + [UInt8(ascii: "}")]
    do {
      return try JSON.decode(type, from: object)
    } catch let error as WeirError {
      let offset = Int(clamping: error.location.byteOffset ?? 0) + start - 1
      throw unusable(file, offset, "the \(kind) has a valid checksum but \(error.message)")
    }
  }

  private func unusable(_ file: String, _ offset: Int, _ reason: String) -> WeirError {
    .unusable(file: file, offset: offset, reason)
  }
}

extension WeirError {
  /// A file of a checkpoint that cannot be used: file, offset, reason.
  static func unusable(file: String, offset: Int, _ reason: String) -> WeirError {
    WeirError(
      .unusableCheckpoint, reason,
      at: Location(file: file, byteOffset: UInt64(clamping: offset)))
  }
}
