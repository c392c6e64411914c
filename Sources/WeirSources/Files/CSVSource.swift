import WeirCore
import WeirFormats

/// Reads CSV files (RFC 4180), one record a line; columns are found by the names of the record's
/// fields.
///
/// ```swift
/// let flights = flow.source(
///   "flights", CSVSource("flights.csv", of: Flight.self, null: "NA", malformed: .deadLetter))
/// ```
///
/// Everything else is as with ``FileSource``.
public struct CSVSource<Element: Record>: LineFileSource {
  public let files: FileSource<Element>

  /// - Parameters:
  ///   - path: A file, plain or `.gz`, or a directory of such.
  ///   - type: What a line becomes.
  ///   - null: The unquoted text that stands for nil in optional fields.
  ///   - separator: Stands between the fields.
  ///   - hasHeader: Whether the first line of each file names the columns; otherwise they are the
  ///     record's fields in order.
  ///   - malformed: What to do with a line that cannot be read.
  ///   - splitByteCount: Larger plain files are cut into splits of this size.
  ///   - maxLineByteCount: Longer lines count as malformed; they are never held in memory.
  ///   - format: Leave it out. It makes the compiler build the loop over the lines for the record's
  ///     type where the source is written.
  public init(
    _ path: String, of type: Element.Type = Element.self, null: String = "",
    separator: Character = ",", hasHeader: Bool = true, malformed: MalformedPolicy = .fail,
    splitByteCount: Int = 64 << 20, maxLineByteCount: Int = 1 << 20,
    format: (CSVDialect) -> LineFormat<Element> = {
      .csv(separator: $0.separator, null: $0.null, hasHeader: $0.hasHeader)
    }
  ) {
    let dialect = CSVDialect(separator: separator, null: null, hasHeader: hasHeader)
    files = FileSource(
      path, format: format(dialect), malformed: malformed, splitByteCount: splitByteCount,
      maxLineByteCount: maxLineByteCount)
  }
}
