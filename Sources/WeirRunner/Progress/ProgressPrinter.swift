import WeirCore
import WeirFormats
import WeirRuntime

/// Turns what a job says, look by look, into bytes to write.
struct ProgressPrinter: Sendable {
  /// Between two lines of a log, unless the state changes.
  static let lineInterval: Int64 = 5000

  let style: ProgressStyle
  private var history = ProgressHistory()
  private var block = RedrawnBlock()
  private var lastLine: (state: String, restarts: Int, elapsed: Int64)?

  init(style: ProgressStyle) { self.style = style }

  /// The stream that the bytes belong on: what programs read goes to the standard output.
  var stream: OutputStream { style == .json ? .standard : .error }

  /// What to write now; empty when there is nothing to say.
  mutating func show(
    _ progress: JobProgress, size: TerminalSize, now: EventTime
  ) throws -> [UInt8] {
    history.add(progress)
    // At the end the last seconds, in which the inputs run dry, say little.
    let rates = progress.hasEnded ? .sinceStart(of: progress) : history.rates
    let view = ProgressView(progress, rates: rates, now: now)
    switch style {
    case .none: return []
    case .json: return try JSON.encode(progress) + [UInt8(ascii: "\n")]
    case .block: return block.draw(view.lines(in: size), columns: size.columns)
    case .lines:
      guard isLineDue(progress) else { return [] }
      lastLine = (progress.state, progress.restarts, progress.elapsedMilliseconds)
      return Array((view.summaryLine + "\n").utf8)
    }
  }

  private func isLineDue(_ progress: JobProgress) -> Bool {
    guard let lastLine else { return true }
    return lastLine.state != progress.state || lastLine.restarts != progress.restarts
      || progress.elapsedMilliseconds - lastLine.elapsed >= Self.lineInterval
  }
}
