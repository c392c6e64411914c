import WeirCore
import WeirFormats

/// Reads text files, each line that is not empty as one text without its end.
///
/// ```swift
/// let lines = flow.source("lines", TextFileSource("books"))
/// ```
///
/// Lines that are not UTF-8 are malformed. Everything else is as with ``FileSource``.
public struct TextFileSource: LineFileSource {
  public typealias Element = String
  public typealias Reader = FileReader<String>

  public let files: FileSource<String>

  /// - Parameters:
  ///   - path: A file, plain or `.gz`, or a directory of such.
  ///   - malformed: What to do with a line that cannot be read.
  ///   - splitByteCount: Larger plain files are cut into splits of this size.
  ///   - maxLineByteCount: Longer lines count as malformed; they are never held in memory.
  public init(
    _ path: String, malformed: MalformedPolicy = .fail, splitByteCount: Int = 64 << 20,
    maxLineByteCount: Int = 1 << 20
  ) {
    files = FileSource(
      path, format: .text, malformed: malformed, splitByteCount: splitByteCount,
      maxLineByteCount: maxLineByteCount)
  }
}
