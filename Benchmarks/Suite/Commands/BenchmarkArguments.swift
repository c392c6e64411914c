/// The command line of `weir-bench`.
struct BenchmarkArguments {
  static let usage = "usage: weir-bench COMMAND …\n\(SuiteCommands.usage)"

  let command: any SuiteCommand

  init(_ words: [String]) throws {
    guard let command = try SuiteCommands.find(words) else { throw BenchmarkError(Self.usage) }
    self.command = command
  }

  /// Runs the command; false when results are not as they should be.
  func run() async throws -> Bool {
    if command is any PlainCommand { print(RunFacts.current().text) }
    return try await command.run()
  }
}
