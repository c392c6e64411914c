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
  let id: PartID
  let compression: LinesCompression
  /// When it was begun, on the clock that only measures.
  let beginning: UInt64
  /// Lines not yet written to the file.
  private(set) var buffer = ByteBuffer()
  var recordCount: Int64 = 0
  /// When it last got a record, in calls of the writer.
  var lastUse: UInt64 = 0

  /// Where the file is now; it moves when the part is sealed for the first time.
  private(set) var path: String
  /// Bytes in the file.
  private(set) var flushedByteCount: UInt64 = 0
  /// Whether all bytes in the file are durable.
  private(set) var isSynced = true
  /// The first epoch that was sealed into the part while it stayed open.
  private(set) var firstEpoch: CheckpointID?
  /// What earlier seals have listed.
  private var sealed = (byteCount: UInt64(0), recordCount: Int64(0))
  private var crc = CRC32C()
  /// Of the bytes that no seal has listed.
  private var unsealedCRC = CRC32C()
  private var file: (any File)?

  init(
    bucket: BucketKey, bucketName: String, id: PartID, compression: LinesCompression, path: String,
    beginning: UInt64
  ) {
    self.bucket = bucket
    self.bucketName = bucketName
    self.id = id
    self.compression = compression
    self.path = path
    self.beginning = beginning
  }

  /// Bytes of all its records; those in memory count as they are before they are compressed.
  var byteCount: UInt64 { flushedByteCount + UInt64(buffer.count) }
  /// Whether earlier seals have listed all that there is.
  var isSealed: Bool { byteCount == sealed.byteCount }

  /// Writes the buffered bytes to the file and creates it first when there is none. Compressed
  /// bytes are whole members, so every flush ends where the file may be cut. Blocks.
  func flush(_ files: any FileSystem, keepingBuffer: Bool) throws {
    guard buffer.count > 0 else { return }
    let file = try file ?? create(files)
    switch compression {
    case .none: try buffer.withUnsafeBytes { try append($0, to: file) }
    case .gzip:
      let member = ByteBuffer(capacity: buffer.count / 4)
      try buffer.withUnsafeBytes { try GzipMember.append($0, to: member) }
      try member.withUnsafeBytes { try append($0, to: file) }
    }
    if keepingBuffer || buffer.count <= Self.keptBufferByteCount {
      buffer.removeAll()
    } else {
      buffer = ByteBuffer()
    }
  }

  private func append(_ bytes: UnsafeRawBufferPointer, to file: any File) throws {
    isSynced = false
    try file.write(bytes, at: flushedByteCount)
    crc.update(bytes)
    if firstEpoch != nil { unsealedCRC.update(bytes) }
    flushedByteCount += UInt64(bytes.count)
  }

  private func create(_ files: any FileSystem) throws -> any File {
    if !bucketName.isEmpty { try files.createDirectory(FilePaths.parent(of: path)) }
    let created = try files.open(path, .createNew)
    file = created
    return created
  }

  /// Moves the file to another name, which must be free. Blocks.
  func move(to target: String, _ files: any FileSystem) throws {
    guard path != target else { return }
    try files.rename(path, to: target, replacing: false)
    path = target
  }

  /// Makes the flushed bytes durable. Blocks.
  func sync() throws {
    guard !isSynced, let file else { return }
    try file.sync()
    isSynced = true
  }

  func close() {
    file?.close()
    file = nil
  }

  /// What a manifest says of everything that is durable and was not listed yet.
  func seal(as staged: StagedPart, _ epoch: CheckpointID, isLast: Bool) -> Segment {
    let checksum = firstEpoch == nil ? crc.value : unsealedCRC.value
    let span = PartSpan(
      epoch: epoch, offset: sealed.byteCount, checksum: crc.value, isLast: isLast)
    let segment = Segment(
      name: staged.segmentName,
      byteCount: Int64(clamping: flushedByteCount - sealed.byteCount), checksum: checksum,
      recordCount: recordCount - sealed.recordCount, detail: staged.isOpen ? span.text : "")
    firstEpoch = firstEpoch ?? epoch
    sealed = (flushedByteCount, recordCount)
    unsealedCRC = CRC32C()
    return segment
  }
}
