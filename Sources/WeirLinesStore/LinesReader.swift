import WeirCore
import WeirStorage

/// Reads a lines store: published parts, or at a cut exactly what is committed up to its epoch. It
/// needs no lock, never writes, and may read while the job runs.
///
/// ```swift
/// let reader = try LinesReader(directory: path, fileSystem: files)
/// try reader.forEachRecord(of: Flight.self) { flight in
///   count += flight.delayMinutes ?? 0
///   return true
/// }
/// ```
///
/// For the committed lines of parts that are not published yet, or for one epoch over several
/// stores, open a ``LinesSnapshot``.
public struct LinesReader: Sendable {
  /// The parts in the order of bucket, first epoch, attempt, subtask and sequence: the lines of one
  /// subtask in one bucket stand in the order in which they were written.
  public let parts: [LinesPart]
  private let opener: PartOpener

  /// Looks once at the published parts of a store; parts published later are not seen. Blocks.
  /// - Parameter directory: The sink's directory.
  /// - Throws: `unusableCheckpoint` when there is no lines store in `directory`.
  public init(directory: String, fileSystem files: any FileSystem) throws {
    let paths = LinesPaths(directory: directory)
    guard try StoreMarker.read(paths.marker, files) != nil else {
      throw WeirError(
        .unusableCheckpoint, "there is no lines store here; check the job, the sink and --data",
        at: .init(file: directory))
    }
    let parts = try StoreListing(paths, files).entries.compactMap { entry -> LinesPart? in
      guard case .finished(let name) = entry.name else { return nil }
      return LinesPart(entry, name, paths, byteCount: nil)
    }
    self.init(parts: parts, opener: PartOpener(paths: paths, files: files))
  }

  /// The name of the sink that made the lines store in a directory; nil when none is there. Blocks.
  /// - Parameter jobID: Whose store it must be; nil: anybody's.
  /// - Throws: `unusableCheckpoint` when the store is damaged or another job's.
  public static func sink(
    ofStoreIn directory: String, jobID: String? = nil, _ files: any FileSystem
  ) throws -> String? {
    let path = LinesPaths(directory: directory).marker
    guard let marker = try StoreMarker.read(path, files) else { return nil }
    if let jobID, marker.jobID != jobID {
      throw WeirError(
        .unusableCheckpoint,
        "the store is of job id \(marker.jobID), not of \(jobID); put the job's own store back",
        at: .init(file: path))
    }
    return marker.sink
  }

  init(parts: [LinesPart], opener: PartOpener) {
    self.parts = parts.sorted(by: <)
    self.opener = opener
  }

  /// Whether a directory holds a lines store, and not another kind of store or none. Blocks.
  public static func isStore(_ directory: String, _ files: any FileSystem) throws -> Bool {
    try files.status(LinesPaths(directory: directory).marker)?.kind == .file
  }

  /// Calls `body` with each line, without its end, until it returns false. Blocks.
  /// - Throws: what `body` throws; `malformedInput` when a compressed part is damaged;
  ///   ``SnapshotExpired`` when a part that was not published is gone.
  public func forEachLine(_ body: (UnsafeRawBufferPointer) throws -> Bool) throws {
    for part in parts {
      guard try forEachLine(of: part, body) else { return }
    }
  }

  /// Calls `body` with each line of one of ``parts`` until it returns false; returns what the last
  /// call returned, and true when there was none. Blocks.
  public func forEachLine(
    of part: LinesPart, _ body: (UnsafeRawBufferPointer) throws -> Bool
  ) throws -> Bool {
    let input = try opener.open(part)
    defer { input.close() }
    return try LineScan(input).forEachLine(body)
  }

  /// How many lines there are. Blocks; reads everything.
  public func lineCount() throws -> UInt64 {
    var count: UInt64 = 0
    try forEachLine { _ in
      count += 1
      return true
    }
    return count
  }

  /// The first lines as texts, at most `limit`. Blocks.
  public func lines(limit: Int = .max) throws -> [String] {
    var lines: [String] = []
    guard limit > 0 else { return lines }
    try forEachLine { line in
      lines.append(String(decoding: line, as: UTF8.self))
      return lines.count < limit
    }
    return lines
  }
}
