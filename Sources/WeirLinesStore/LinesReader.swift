import WeirCore
import WeirStorage

/// Reads a lines store: only published parts, so only what durable checkpoints cover. It needs no
/// lock and may read while the job runs; parts never change once they are published.
///
/// ```swift
/// let reader = try LinesReader(directory: path, fileSystem: files)
/// try reader.forEachLine { line in
///   output.append(contentsOf: line)
///   return true
/// }
/// ```
public struct LinesReader: Sendable {
  /// The parts in the order of bucket, epoch, attempt, subtask and sequence: the lines of one
  /// subtask in one bucket stand in the order in which they were written.
  public let parts: [FinishedPart]
  private let files: any FileSystem

  /// Looks at a store once; parts published later are not seen. Blocks.
  /// - Parameters:
  ///   - directory: The sink's directory.
  ///   - epoch: Leaves out what later epochs sealed. With the last checkpoint of which all stores
  ///     say that it is applied, readers of several stores see the same cut; nil: everything.
  /// - Throws: `unusableCheckpoint` when there is no lines store in `directory`.
  public init(
    directory: String, fileSystem files: any FileSystem, upTo epoch: CheckpointID? = nil
  ) throws {
    let paths = LinesPaths(directory: directory)
    guard try StoreMarker.read(paths.marker, files) != nil else {
      throw WeirError(
        .unusableCheckpoint, "there is no lines store here; check the job, the sink and --data",
        at: .init(file: directory))
    }
    self.files = files
    parts = try StoreListing(paths, files).finished
      .filter { part in epoch.map { part.name.epoch <= $0 } ?? true }
      .sorted { ($0.bucket, $0.name) < ($1.bucket, $1.name) }
      .map { FinishedPart($0, paths) }
  }

  /// Calls `body` with each line, without its end, until it returns false. Blocks.
  public func forEachLine(_ body: (UnsafeRawBufferPointer) throws -> Bool) throws {
    for part in parts {
      guard try forEachLine(of: part, body) else { return }
    }
  }

  /// Calls `body` with each line of one part until it returns false; whether it never did. Blocks.
  @discardableResult
  public func forEachLine(
    of part: FinishedPart, _ body: (UnsafeRawBufferPointer) throws -> Bool
  ) throws -> Bool {
    let file = try files.open(part.path, .read)
    defer { file.close() }
    return try LineScan(file).forEachLine(body)
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
