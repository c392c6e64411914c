import WeirCore
import WeirFormats

/// How a source reads lines, whatever they come from.
struct LineOptions<Element: FieldValue>: Sendable {
  var format: LineFormat<Element>
  var malformed: MalformedPolicy
  /// Longer lines count as malformed and are never held in memory.
  var maxLineByteCount: Int
  /// How much is read from a file at a time.
  var chunkByteCount = 1 << 20

  /// What a source of such lines is, for graphs: `CSV files of Flight`, `text files`.
  func label(_ origin: String) -> String {
    if format.name == "text" { return "text \(origin)" }
    return "\(format.name.uppercased()) \(origin) of \(Element.self)"
  }

  /// A decoder for a file with this first line, if the format has a header.
  func makeDecoder(header: [UInt8]?) throws -> LineDecoder<Element> {
    guard let header else { return try format.makeDecoder(nil) }
    let line = header.last == UInt8(ascii: "\r") ? header.dropLast() : header[...]
    return try line.withUnsafeBytes { try format.makeDecoder($0) }
  }

  var problem: String? {
    if let problem = format.problem { return problem }
    if maxLineByteCount < 1 {
      return "maxLineByteCount is \(maxLineByteCount); it must be at least 1"
    }
    return nil
  }
}
