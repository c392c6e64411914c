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

  init(parts: [LinesPart], opener: PartOpener) {
    self.parts = parts.sorted(by: <)
    self.opener = opener
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
