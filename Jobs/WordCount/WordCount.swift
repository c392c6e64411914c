import Weir

/// Counts how often each word stands in text files.
///
/// A word is a run of bytes without ASCII white space; upper and lower case are different words.
struct WordCount: Job {
  static let name = "word-count"
  static let summary = "words of text files and how often each occurs"

  var input = Sample.path("WordCount/weirs.txt")

  mutating func parameters(_ p: inout some ParameterVisitor) throws {
    try p("input", &input, help: "text file, plain or .gz, or a directory of such")
  }

  func define(on flow: JobBuilder) throws {
    flow.source("lines", TextFileSource(input))
      .flatMap { words(of: $0) }
      .keyed(by: { $0 })
      .window(.global)
      .aggregate("count", .count()) { word, _, count in WordTotal(word: word, count: count) }
      .sink("counts", to: JSONLinesSink())
  }
}

/// The words of a line, in their order.
func words(of line: String) -> [String] {
  line.utf8.split(whereSeparator: isWhiteSpace).map { String(Substring($0)) }
}

private func isWhiteSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
