import WeirCore
import WeirGraph
import WeirStorage

/// One call of the program: from the words of the command line to the exit code.
struct Invocation: Sendable {
  /// What `--version` prints.
  static let version = "0.1.0"

  let program: ProgramName
  let jobs: [any Job.Type]
  let console: any Console

  /// Does what the arguments ask. Errors are told on the error stream.
  func run(_ arguments: [String]) async -> ExitCode {
    do {
      let code = try await dispatch(arguments)
      // What a job did is done, whoever can read of it; of everything else the output is all.
      guard code == .success, let failure = console.outputFailure,
        arguments.first != Command.run.rawValue
      else { return code }
      console.complain(
        "weir: the output is cut off, it could not be written: \(failure); make room and repeat")
      return .failed
    } catch {
      console.complain("weir: " + PrintableText.escaped(String(describing: error)))
      return ExitCode(error)
    }
  }

  private func dispatch(_ arguments: [String]) async throws -> ExitCode {
    let catalog = try JobCatalog(jobs)
    guard let first = arguments.first else {
      console.complain(Command.overview(program: program.short))
      return .usage
    }
    switch first {
    case "--help", "-h":
      console.say(Command.overview(program: program.short))
      return .success
    case "--version":
      console.say("weir \(Self.version)")
      return .success
    default: break
    }
    let command = try command(named: first)
    var parser = ArgumentParser(
      command: "\(program.short) \(command.rawValue)", options: command.options,
      wordLimit: command.wordLimit)
    let parsed = try parser.parse(Array(arguments.dropFirst())) { word in
      command.takesJobParameters ? try JobCatalog.options(of: catalog.job(named: word)) : []
    }
    let context = CommandContext(
      program: program, catalog: catalog, console: console, environment: .system(),
      arguments: parsed)
    if parsed.has("help") { return try help(command, context) }
    return try await perform(command, context)
  }

  private func perform(_ command: Command, _ context: CommandContext) async throws -> ExitCode {
    switch command {
    case .list: try ListCommand(context: context).run()
    case .new: try await NewCommand(context: context).run()
    case .run: try await RunCommand(context: context).run()
    case .status: try await StatusCommand(context: context).run()
    case .graph: try GraphCommand(context: context).run()
    case .checkpoints: try await CheckpointsCommand(context: context).run()
    case .replay: try await ReplayCommand(context: context).run()
    case .stores: try await StoresCommand(context: context).run()
    case .table: try await TableCommand(context: context).run()
    case .search: try await SearchCommand(context: context).run()
    case .lines: try await LinesCommand(context: context).run()
    case .deadLetters: try await DeadLettersCommand(context: context).run()
    case .failpoints: try FailpointsCommand(context: context).run()
    case .help: try helpCommand(context)
    }
  }

  private func command(named name: String) throws -> Command {
    if let command = Command(rawValue: name) { return command }
    let names = Command.allCases.map(\.rawValue)
    throw WeirError(
      .usage,
      "there is no command \"\(name)\";\(Suggestion.phrase(for: name, among: names))"
        + " the commands are \(names.joined(separator: ", "))")
  }

  private func helpCommand(_ context: CommandContext) throws -> ExitCode {
    guard let word = context.arguments.words.first else {
      console.say(Command.overview(program: program.short))
      return .success
    }
    console.say(try command(named: word).help(program: program.short))
    return .success
  }

  private func help(_ command: Command, _ context: CommandContext) throws -> ExitCode {
    guard command.takesJobParameters, let name = context.arguments.words.first else {
      console.say(command.help(program: program.short))
      return .success
    }
    let parameters = try JobCatalog.parameters(of: context.catalog.job(named: name))
    console.say(command.help(program: program.short, job: (name, parameters)))
    return .success
  }
}
