/// How a run shows its progress.
enum ProgressStyle: Sendable, Equatable {
  /// Redrawn on a terminal.
  case block
  /// A line now and then, for logs.
  case lines
  /// A line of JSON each second.
  case json
  case none

  init(isQuiet: Bool, wantsJSON: Bool, isTerminal: Bool) {
    self = isQuiet ? .none : wantsJSON ? .json : isTerminal ? .block : .lines
  }

  /// From one look at the job to the next.
  var interval: Duration {
    switch self {
    case .block: .milliseconds(250)
    case .lines, .json, .none: .seconds(1)
    }
  }
}
