import WeirCore
import WeirStorage

/// A part that a writer appends to: bytes in memory, and behind them a file that exists only once
/// something has been flushed.
///
/// One writer owns it and hands it from its own task to one blocking call at a time; that is why it
/// may cross between threads.
final class OpenPart: @unchecked Sendable {
  /// A buffer that has grown beyond this is given back after a flush when there are many parts.
  static var keptBufferByteCount: Int { 1 << 16 }

  let bucket: BucketKey
  let bucketName: String
  /// Position among all parts of the writer.
  let sequence: UInt64
  /// Bytes not yet written to the file.
  private(set) var buffer = ByteBuffer()
  var recordCount: Int64 = 0
  /// When it last got a record, in calls of the writer.
  var lastUse: UInt64 = 0

  /// Where the file is now; it moves when the part is sealed.
  private(set) var path: String
  private(set) var flushedByteCount: UInt64 = 0
  private(set) var isSynced = false
  private var crc = CRC32C()
  private var file: (any File)?

  init(bucket: BucketKey, bucketName: String, sequence: UInt64, path: String) {
    self.bucket = bucket
    self.bucketName = bucketName
    self.sequence = sequence
    self.path = path
  }

  /// Bytes of all its records.
  var byteCount: UInt64 { flushedByteCount + UInt64(buffer.count) }
  /// CRC-32C of the flushed bytes.
  var checksum: UInt32 { crc.value }

  /// Writes the buffered bytes to the file and creates it first when there is none. Blocks.
  func flush(_ files: any FileSystem, keepingBuffer: Bool) throws {
    guard buffer.count > 0 else { return }
    let file = try file ?? create(files)
    try buffer.withUnsafeBytes { bytes in
      try file.write(bytes, at: flushedByteCount)
      crc.update(bytes)
      flushedByteCount += UInt64(bytes.count)
    }
    if keepingBuffer || buffer.count <= Self.keptBufferByteCount {
      buffer.removeAll()
    } else {
      buffer = ByteBuffer()
    }
  }

  private func create(_ files: any FileSystem) throws -> any File {
    if !bucketName.isEmpty { try files.createDirectory(FilePaths.parent(of: path)) }
    let created = try files.open(path, .createNew)
    file = created
    return created
  }

  /// Moves the file to another name, which must be free. Blocks.
  func move(to target: String, _ files: any FileSystem) throws {
    try files.rename(path, to: target, replacing: false)
    path = target
  }

  /// Makes the flushed bytes durable and closes the file. Blocks.
  func syncAndClose() throws {
    guard !isSynced, let file else { return }
    try file.sync()
    isSynced = true
    close()
  }

  func close() {
    file?.close()
    file = nil
  }
}
