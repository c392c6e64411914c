import WeirCore
import WeirFormats

/// Reads files of JSON lines: one strict JSON value (RFC 8259) a line.
///
/// ```swift
/// let orders = flow.source("orders", JSONLinesSource("orders.jsonl.gz", of: Order.self))
/// ```
///
/// Everything else is as with ``FileSource``.
public struct JSONLinesSource<Element: FieldValue>: LineFileSource {
  public let files: FileSource<Element>

  /// - Parameters:
  ///   - path: A file, plain or `.gz`, or a directory of such.
  ///   - type: What a line becomes.
  ///   - malformed: What to do with a line that cannot be read.
  ///   - splitByteCount: Larger plain files are cut into splits of this size.
  ///   - maxLineByteCount: Longer lines count as malformed; they are never held in memory.
  ///   - format: Leave it out. It makes the compiler build the loop over the lines for the record's
  ///     type where the source is written.
  public init(
    _ path: String, of type: Element.Type = Element.self, malformed: MalformedPolicy = .fail,
    splitByteCount: Int = 64 << 20, maxLineByteCount: Int = 1 << 20,
    format: LineFormat<Element> = .json
  ) {
    files = FileSource(
      path, format: format, malformed: malformed, splitByteCount: splitByteCount,
      maxLineByteCount: maxLineByteCount)
  }
}
