/// Where a command's output goes.
enum OutputStream: Int32, Sendable {
  case standard = 1
  case error = 2
}

/// Columns and rows of a terminal.
struct TerminalSize: Sendable, Equatable {
  var columns: Int
  var rows: Int

  /// Where nothing is known.
  static let standard = TerminalSize(columns: 80, rows: 24)
}

/// The two output streams of a command.
protocol Console: Sendable {
  /// Writes all bytes.
  /// - Returns: False when nobody reads the stream any more, or it cannot be written.
  @discardableResult
  func write(_ bytes: [UInt8], to stream: OutputStream) -> Bool
  /// Why output was lost, in the system's words; nil when none was, or when its reader went away.
  var outputFailure: String? { get }
  func isTerminal(_ stream: OutputStream) -> Bool
  /// The size of the terminal behind a stream.
  func size(of stream: OutputStream) -> TerminalSize
}

extension Console {
  /// Writes a line of a command's result. Text may come from data, so a terminal gets it escaped.
  @discardableResult
  func say(_ line: String) -> Bool { write(line: line, to: .standard) }

  /// Writes a line about what went wrong or goes on.
  func complain(_ line: String) { write(line: line, to: .error) }

  @discardableResult
  private func write(line: String, to stream: OutputStream) -> Bool {
    let text = isTerminal(stream) ? PrintableText.escaped(line, keepingLines: true) : line
    return write(Array((text + "\n").utf8), to: stream)
  }
}
