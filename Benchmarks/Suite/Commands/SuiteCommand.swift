/// A command of the suite; see ``SuiteCommands``.
protocol SuiteCommand: Sendable {
  static var name: String { get }
  /// What follows the name, one line.
  static var usage: String { get }
  init(_ options: inout OptionList) throws
  /// Runs it; false when results are not as they should be.
  func run() async throws -> Bool
}

/// A command that writes no file of results, and before which the machine, the commit and the
/// command are printed.
protocol PlainCommand: SuiteCommand {}

/// All commands.
enum SuiteCommands {
  static let all: [any SuiteCommand.Type] = [
    ListCommand.self, RunCommand.self, LimitCommand.self, CompareCommand.self, PeersCommand.self,
    LatencyCommand.self, CheckpointsCommand.self, RecoveryCommand.self, StartupCommand.self,
    KeysCommand.self, ReportCommand.self, UpsertsCommand.self, DocumentsCommand.self,
    QueriesCommand.self, StoresCommand.self, NexmarkCommand.self, StateCommand.self,
  ]

  static var usage: String {
    all.map { "       weir-bench \($0.name) \($0.usage)" }.joined(separator: "\n")
  }

  /// The command that the words name; nil when they name none of these.
  /// - Throws: ``BenchmarkError`` with the command's usage.
  static func find(_ words: [String]) throws -> (any SuiteCommand)? {
    guard let type = all.first(where: { $0.name == words.first }) else { return nil }
    var options = OptionList(words.dropFirst())
    do {
      let command = try type.init(&options)
      try options.finish()
      return command
    } catch let error as BenchmarkError {
      throw BenchmarkError("\(error)\nusage: weir-bench \(type.name) \(type.usage)")
    }
  }
}
