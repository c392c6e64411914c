import WeirCore
import WeirFormats

/// Reads the lines of files as records.
///
/// A path may name a file or a directory, which stands for the files in it in the order of their
/// names, hidden ones left out. Plain files are cut by bytes at line ends so that several subtasks
/// can share one; a file whose name ends in `.gz` is inflated while it is read and is one split.
///
/// ```swift
/// let readings = flow.source("readings", FileSource("readings.jsonl", format: .json))
/// ```
///
/// The files must not change while the job and its checkpoints live, except that lines may be
/// appended to plain ones: what was there at the first start is read. A file that shrank, or whose
/// first or last KiB changed, is refused when a position in it is restored; a change in its middle
/// is not noticed.
///
/// - SeeAlso: ``CSVSource``, ``JSONLinesSource`` and ``TextFileSource`` say the same with less;
///   ``DirectorySource`` takes up files that come later, ``FollowingFileSource`` lines.
public struct FileSource<Element: FieldValue>: Source {
  public typealias Reader = FileReader<Element>

  let paths: [String]
  let splitByteCount: Int
  let lines: LineOptions<Element>

  /// - Parameters:
  ///   - paths: Files and directories.
  ///   - format: What a line holds.
  ///   - malformed: What to do with a line that cannot be read.
  ///   - splitByteCount: Larger plain files are cut into splits of this size.
  ///   - maxLineByteCount: Longer lines count as malformed; they are never held in memory.
  public init(
    paths: [String], format: LineFormat<Element>, malformed: MalformedPolicy = .fail,
    splitByteCount: Int = 64 << 20, maxLineByteCount: Int = 1 << 20
  ) {
    self.init(
      paths, splitByteCount,
      LineOptions(format: format, malformed: malformed, maxLineByteCount: maxLineByteCount))
  }

  /// Reads one file or directory; see the initialiser with `paths`.
  public init(
    _ path: String, format: LineFormat<Element>, malformed: MalformedPolicy = .fail,
    splitByteCount: Int = 64 << 20, maxLineByteCount: Int = 1 << 20
  ) {
    self.init(
      paths: [path], format: format, malformed: malformed, splitByteCount: splitByteCount,
      maxLineByteCount: maxLineByteCount)
  }

  init(_ paths: [String], _ splitByteCount: Int, _ lines: LineOptions<Element>) {
    self.paths = paths
    self.splitByteCount = splitByteCount
    self.lines = lines
  }

  public var label: String { lines.label("files") }
  public var isBounded: Bool { true }

  public var problem: String? {
    if paths.isEmpty { return "there is no path to read; name a file or a directory" }
    if paths.contains("") { return "a path is empty; name a file or a directory" }
    if splitByteCount < 1 { return "splitByteCount is \(splitByteCount); it must be at least 1" }
    return lines.problem
  }

  public func discoverSplits(_ context: SourceContext) async throws -> [FileSplit] {
    let fileSystem = context.environment.fileSystem
    return try await context.environment.blocking.run { [paths, splitByteCount] in
      var known: Set<String> = []
      return try paths.flatMap { try InputFiles.resolve($0, in: fileSystem) }
        .filter { known.insert($0).inserted }
        .flatMap {
          try InputFiles.splits(of: $0, splitByteCount: Int64(splitByteCount), in: fileSystem)
        }
    }
  }

  public func makeReader(
    for split: FileSplit, _ context: SourceContext
  ) async throws -> FileReader<Element> {
    try await FileReader(split, lines, context)
  }

  public var canRedrive: Bool { true }

  public func read(
    _ request: RedriveRequest, into batch: Batch<Element>, _ context: SourceContext
  ) async throws {
    try await lines.read(request, into: batch, context)
  }
}
