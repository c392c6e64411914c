import WeirCore
import WeirFormats

/// Reads the files of a directory, and those that come into it later.
///
/// ```swift
/// let orders = flow.source("orders", DirectorySource("inbox", format: .json, following: true))
/// ```
///
/// A following source never ends. It takes up a file when nothing has been written to it for
/// `settleTime`, whole and once: move files in when they are complete, under names that are not
/// used again. A file that turns out to have grown while it was read fails the job, because nobody
/// would read the rest. Files may be removed when they are read to their end.
public struct DirectorySource<Element: FieldValue>: Source {
  let path: String
  let isFollowing: Bool
  let interval: Duration
  let settleTime: Duration
  let splitByteCount: Int
  let lines: LineOptions<Element>
  private let taken = TakenFiles()

  /// - Parameters:
  ///   - path: The directory; directories within it and hidden files are left out.
  ///   - format: What a line holds.
  ///   - following: Whether to look for further files, every `discoveryInterval`.
  ///   - settleTime: How long a file must have been left alone before a following source reads it.
  ///   - malformed: What to do with a line that cannot be read.
  ///   - splitByteCount: Larger plain files are cut into splits of this size, unless following.
  ///   - maxLineByteCount: Longer lines count as malformed; they are never held in memory.
  public init(
    _ path: String, format: LineFormat<Element>, following: Bool = false,
    discoveryInterval: Duration = .seconds(1), settleTime: Duration = .seconds(1),
    malformed: MalformedPolicy = .fail, splitByteCount: Int = 64 << 20,
    maxLineByteCount: Int = 1 << 20
  ) {
    self.path = path
    isFollowing = following
    interval = discoveryInterval
    self.settleTime = settleTime
    self.splitByteCount = splitByteCount
    lines = LineOptions(format: format, malformed: malformed, maxLineByteCount: maxLineByteCount)
  }

  public var label: String { lines.label(isFollowing ? "directory, followed," : "directory") }
  public var isBounded: Bool { !isFollowing }
  public var discoveryInterval: Duration? { isFollowing ? interval : nil }

  public var problem: String? {
    if path.isEmpty { return "the path is empty; name a directory" }
    if splitByteCount < 1 { return "splitByteCount is \(splitByteCount); it must be at least 1" }
    if interval <= .zero { return "discoveryInterval must be longer than nothing" }
    if settleTime < .zero { return "settleTime must not be negative" }
    return lines.problem
  }

  public func discoverSplits(_ context: SourceContext) async throws -> [FileSplit] {
    let fileSystem = context.environment.fileSystem
    let settled =
      isFollowing ? context.environment.clock.now() + (.zero - settleTime) : nil
    return try await context.environment.blocking.run { [path, splitByteCount, taken] in
      guard try fileSystem.status(path) != nil else { throw Self.missing(path) }
      return try InputFiles.files(of: path, in: fileSystem).flatMap { file in
        guard let settled else {
          return try InputFiles.splits(
            of: file, splitByteCount: Int64(splitByteCount), in: fileSystem)
        }
        return try taken.splits(of: file) {
          try Self.wholeFile(file, settledAt: settled, in: fileSystem)
        }
      }
    }
  }

  public func makeReader(
    for split: FileSplit, _ context: SourceContext
  ) async throws -> DirectoryReader<Element> {
    DirectoryReader(
      try await FileReader(split, lines, context), checksGrowth: isFollowing, context.environment)
  }

  public var canRedrive: Bool { true }

  public func read(
    _ request: RedriveRequest, into batch: Batch<Element>, _ context: SourceContext
  ) async throws {
    try await lines.read(request, into: batch, context)
  }

  /// The one split of a file that is complete; none when it is not, or is gone again.
  private static func wholeFile(
    _ path: String, settledAt moment: ProcessingTime, in fileSystem: any FileSystem
  ) throws -> [FileSplit] {
    do {
      guard try isSettled(path, at: moment, in: fileSystem) else { return [] }
      return try InputFiles.splits(of: path, splitByteCount: .max, in: fileSystem)
    } catch {
      if try fileSystem.status(path) == nil { return [] }
      throw error
    }
  }

  /// Whether nothing was written to a file at or after the given moment.
  private static func isSettled(
    _ path: String, at moment: ProcessingTime, in fileSystem: any FileSystem
  ) throws -> Bool {
    let file = try fileSystem.open(path, .read)
    defer { file.close() }
    let (modified, overflow) = try file.status().modified.multipliedReportingOverflow(by: 1000)
    // The time of writing is known to the second, so the whole second must have passed.
    return !overflow && modified <= moment.milliseconds - 1000
  }

  private static func missing(_ path: String) -> WeirError {
    WeirError(
      .inputOutput, "there is no such directory; create it or check the path",
      at: .init(file: path), isRetriable: false)
  }
}
