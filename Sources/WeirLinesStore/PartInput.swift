import WeirCore
import WeirStorage

/// The lines' bytes of one part, from its start to where the reader's view of it ends.
struct PartInput {
  private enum Kind {
    case plain(any File, byteLimit: UInt64)
    case gzip(GzipByteInput)
  }

  private let kind: Kind
  private var offset: UInt64 = 0

  /// Takes the file when it succeeds; ``close()`` gives it back. Blocks.
  /// - Throws: `unusableCheckpoint` when the file ends before the part does, or is not the one that
  ///   was sealed.
  init(_ file: any File, of part: LinesPart, path: String) throws {
    if let expected = part.byteCount {
      let byteCount = try file.status().byteCount
      guard byteCount >= expected else {
        throw WeirError(
          .unusableCheckpoint,
          "the file has \(byteCount) bytes where the manifest lists \(expected); restore the store "
            + "from a backup", at: .init(file: path, byteOffset: byteCount))
      }
    }
    let byteLimit = part.byteCount ?? .max
    if let checksum = part.checksum {
      guard try file.checksum(ofFirst: byteLimit) == checksum else {
        throw WeirError(
          .unusableCheckpoint,
          "the file was changed after it was sealed with \(byteLimit) bytes and CRC-32C "
            + "\(String(checksum, radix: 16)); restore the store from a backup",
          at: .init(file: path))
      }
    }
    switch part.compression {
    case .none: kind = .plain(file, byteLimit: byteLimit)
    case .gzip: kind = .gzip(try GzipByteInput(file: file, path: path, byteLimit: byteLimit))
    }
  }

  /// Fills `buffer` as far as there are bytes; 0 only at the end. Blocks.
  /// - Throws: `malformedInput` when a compressed part is damaged.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    switch kind {
    case .gzip(let input): return try input.read(into: buffer)
    case .plain(let file, let byteLimit):
      let wanted = Int(min(byteLimit - min(offset, byteLimit), UInt64(buffer.count)))
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
      let count = try file.readFully(into: room, at: offset)
      offset += UInt64(count)
      return count
    }
  }

  func close() {
    switch kind {
    case .plain(let file, _): file.close()
    case .gzip(let input): input.close()
    }
  }
}
