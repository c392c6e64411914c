import WeirCore
import WeirFormats
import WeirStorage

/// Says whose store a directory is; the file `_weir.json` in it.
///
/// Its attempt is the fence: it is raised when an attempt starts, and a writer or applier of a
/// lower one that still lives is refused.
struct StoreMarker: Record, Equatable {
  /// What the directory holds.
  var format = ""
  /// Version of the store's layout.
  var version = 0
  var job = ""
  /// The random identity of the job's data directory.
  var jobID = ""
  /// The sink that made the store.
  var sink = ""
  /// The highest attempt that has opened the store.
  var attempt: UInt64 = 0
  /// CRC-32C of the marker's own text with a zero here.
  var checksum: UInt32 = 0

  static var fileName: String { "_weir.json" }
  static var format: String { "weir-lines" }
  static var version: Int { 1 }
  /// No marker is longer; job and sink names are short.
  static var byteLimit: Int { 1 << 16 }

  init() {}

  init(_ context: SinkContext) {
    format = Self.format
    version = Self.version
    job = context.job
    jobID = context.jobID
    sink = context.operatorID.name
    attempt = context.attempt.number
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("format", &format)
    try field("version", &version)
    try field("job", &job)
    try field("job_id", &jobID)
    try field("sink", &sink)
    try field("attempt", &attempt)
    try field("crc32c", &checksum)
  }

  /// The file's text.
  func encoded() throws -> [UInt8] {
    var copy = self
    copy.checksum = try ownChecksum()
    return try JSON.encode(copy, pretty: true)
  }

  /// The marker that `text` holds.
  /// - Throws: `unusableCheckpoint` when it is damaged or of another format.
  init(decoding text: [UInt8], path: String) throws {
    let place = WeirError.Location(file: path)
    do {
      self = try JSON.decode(StoreMarker.self, from: text)
    } catch {
      throw WeirError(
        .unusableCheckpoint, "the store's marker is damaged; restore it from a backup", at: place,
        cause: error)
    }
    guard format == Self.format, version == Self.version else {
      throw WeirError(
        .unusableCheckpoint,
        "the directory holds \"\(format)\" version \(version), not \"\(Self.format)\" version "
          + "\(Self.version); give the sink a directory of its own", at: place)
    }
    guard try ownChecksum() == checksum else {
      throw WeirError(
        .unusableCheckpoint,
        "the checksum of the store's marker does not hold; restore it from a backup", at: place)
    }
  }

  /// The marker at `path`; nil when nothing is there. Blocks.
  /// - Throws: `unusableCheckpoint` when it is damaged or no marker.
  static func read(_ path: String, _ files: any FileSystem) throws -> StoreMarker? {
    guard let status = try files.status(path) else { return nil }
    guard status.kind == .file, status.byteCount <= UInt64(byteLimit) else {
      throw WeirError(
        .unusableCheckpoint, "this is not the marker of a lines store; restore it from a backup",
        at: .init(file: path))
    }
    return try StoreMarker(
      decoding: try AtomicFile.readAll(path, on: files, limit: byteLimit), path: path)
  }

  private func ownChecksum() throws -> UInt32 {
    var copy = self
    copy.checksum = 0
    return CRC32C.checksum(try JSON.encode(copy))
  }
}
