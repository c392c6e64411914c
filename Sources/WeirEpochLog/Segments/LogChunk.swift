import WeirCore
import WeirStorage

/// A run of changes of one partition in a log file.
///
///     0  4  magic
///     4  4  partition
///     8  4  how many changes
///    12  4  how many bytes they take
///    16  4  CRC-32C of the sixteen bytes before and of the changes
///    20  …  the changes
///
/// A change is its kind (1 byte), the lengths of key and payload (4 bytes each), key and payload.
struct LogChunk: Equatable, Sendable {
  static let magic: UInt32 = 0x4B4E_4843
  static let headerByteCount = 20
  /// Kind and lengths.
  static let changeHeaderByteCount = 9
  /// A writer begins a new chunk when one has so many bytes, because a reader holds whole chunks.
  static let byteCountGoal = 1 << 18

  let partition: Int
  let changeCount: UInt32
  /// Of the changes.
  let byteCount: Int
  let checksum: UInt32

  /// The header whose 20 bytes begin at `bytes`; nil when these are none.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= Self.headerByteCount,
      bytes.loadUnaligned(fromByteOffset: 0, as: UInt32.self) == Self.magic
    else { return nil }
    partition = Int(bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    changeCount = bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
    byteCount = Int(bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
    checksum = bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self)
  }

  /// The checksum that belongs into the header.
  static func checksum(
    header: UnsafeRawBufferPointer, changes: UnsafeRawBufferPointer
  ) -> UInt32 {
    var crc = CRC32C()
    crc.update(UnsafeRawBufferPointer(rebasing: header[..<16]))
    crc.update(changes)
    return crc.value
  }
}

/// What a manifest says of a partition's chunks in one file. The checksum is that of their headers,
/// in order, each of which holds the checksum of its changes: so every byte is read once.
struct LogTotals: Equatable, Sendable {
  var byteCount: Int64 = 0
  var recordCount: Int64 = 0
  private var crc = CRC32C()

  var checksum: UInt32 { crc.value }

  mutating func add(_ chunk: LogChunk, header: UnsafeRawBufferPointer) {
    byteCount += Int64(LogChunk.headerByteCount + chunk.byteCount)
    recordCount += Int64(chunk.changeCount)
    crc.update(UnsafeRawBufferPointer(rebasing: header[..<LogChunk.headerByteCount]))
  }

  static func == (left: LogTotals, right: LogTotals) -> Bool {
    left.byteCount == right.byteCount && left.recordCount == right.recordCount
      && left.checksum == right.checksum
  }

  func agrees(with segment: Segment) -> Bool {
    byteCount == segment.byteCount && recordCount == segment.recordCount
      && checksum == segment.checksum
  }
}
