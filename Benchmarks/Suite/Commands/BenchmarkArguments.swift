/// The command line of `weir-bench`.
struct BenchmarkArguments {
  static let usage = """
    usage: weir-bench COMMAND …
    \(SuiteCommands.usage)
           weir-bench pairs [--events N] [--keys N] [--parallelism N] [--runs N]
           weir-bench upserts [--rows N] [--keys N|new] [--partitions N,N…] [--runs N]
           weir-bench documents [--documents N] [--shards N] [--runs N]
           weir-bench queries [--documents N] [--shards N] [--queries N] [--runs N]
           weir-bench stores [--runs N]       the rows of the three before
           weir-bench nexmark --events FILE --query qNN --output FILE [--parallelism N]
           weir-bench nexmark --check DIR [--events FILE] [--parallelism N]
           weir-bench state [--events N] [--checkpoints N] [--event-rate N] [--parallelism N]
                            [--jobs q05,q07,…|interval-join]
    """

  /// What is to be run.
  enum Command {
    case suite(any SuiteCommand)
    case pairs(PairsCommand)
    case upserts(UpsertsCommand)
    case documents(DocumentsCommand)
    case queries(QueriesCommand)
    case stores(StoresCommand)
    case nexmark(NexmarkCommand)
    case state(StateCommand)

    /// Runs it; false when results are not as they should be.
    func run() async throws -> Bool {
      if case .suite(let command) = self { return try await command.run() }
      print(RunFacts.current().text)
      return switch self {
      case .suite(let command): try await command.run()
      case .pairs(let command): try await command.run()
      case .upserts(let command): try await command.run()
      case .documents(let command): try await command.run()
      case .queries(let command): try await command.run()
      case .stores(let command): try await command.run()
      case .nexmark(let command): try await command.run()
      case .state(let command): try await command.run()
      }
    }
  }

  let command: Command

  init(_ words: [String]) throws {
    if let suite = try SuiteCommands.find(words) {
      command = .suite(suite)
      return
    }
    let options = words.dropFirst()
    switch words.first {
    case "pairs": command = .pairs(try Self.pairs(options))
    case "upserts": command = .upserts(try Self.upserts(options))
    case "documents": command = .documents(try Self.documents(options))
    case "queries": command = .queries(try Self.queries(options))
    case "stores": command = .stores(try Self.stores(options))
    case "nexmark": command = .nexmark(try Self.nexmark(options))
    case "state": command = .state(try Self.state(options))
    default: throw BenchmarkError(Self.usage)
    }
  }

  private static func pairs(_ options: ArraySlice<String>) throws -> PairsCommand {
    var command = PairsCommand()
    try each(options) { name, text in
      switch name {
      case "--events": command.events = try number(name, text)
      case "--keys": command.keys = try number(name, text)
      case "--parallelism": command.parallelism = try number(name, text)
      case "--runs": command.runs = try number(name, text)
      default: throw BenchmarkError("unknown option \(name)\n\(usage)")
      }
    }
    return command
  }

  private static func upserts(_ options: ArraySlice<String>) throws -> UpsertsCommand {
    var command = UpsertsCommand()
    try each(options) { name, text in
      switch name {
      case "--rows": command.rows = try number(name, text)
      case "--keys": command.keys = text == "new" || text == "0" ? 0 : try number(name, text)
      case "--partitions":
        command.partitions = try text.split(separator: ",").map { try number(name, String($0)) }
      case "--runs": command.runs = try number(name, text)
      default: throw BenchmarkError("unknown option \(name)\n\(usage)")
      }
    }
    return command
  }

  private static func documents(_ options: ArraySlice<String>) throws -> DocumentsCommand {
    var command = DocumentsCommand()
    try each(options) { name, text in
      switch name {
      case "--documents": command.documents = try number(name, text)
      case "--shards": command.shards = try number(name, text)
      case "--runs": command.runs = try number(name, text)
      default: throw BenchmarkError("unknown option \(name)\n\(usage)")
      }
    }
    return command
  }

  private static func queries(_ options: ArraySlice<String>) throws -> QueriesCommand {
    var command = QueriesCommand()
    try each(options) { name, text in
      switch name {
      case "--documents": command.documents = try number(name, text)
      case "--shards": command.shards = try number(name, text)
      case "--queries": command.queries = try number(name, text)
      case "--runs": command.runs = try number(name, text)
      default: throw BenchmarkError("unknown option \(name)\n\(usage)")
      }
    }
    return command
  }

  private static func stores(_ options: ArraySlice<String>) throws -> StoresCommand {
    var command = StoresCommand()
    try each(options) { name, text in
      guard name == "--runs" else { throw BenchmarkError("unknown option \(name)\n\(usage)") }
      command.runs = try number(name, text)
    }
    return command
  }

  private static func nexmark(_ options: ArraySlice<String>) throws -> NexmarkCommand {
    var command = NexmarkCommand()
    try each(options) { name, text in
      switch name {
      case "--events": command.events = text
      case "--query": command.query = text
      case "--output": command.output = text
      case "--check": command.check = text
      case "--parallelism": command.parallelism = try number(name, text)
      default: throw BenchmarkError("unknown option \(name)\n\(usage)")
      }
    }
    if let problem = command.problem { throw BenchmarkError("\(problem)\n\(usage)") }
    return command
  }

  private static func state(_ options: ArraySlice<String>) throws -> StateCommand {
    var command = StateCommand()
    try each(options) { name, text in
      switch name {
      case "--events": command.events = try number(name, text)
      case "--checkpoints": command.checkpoints = try number(name, text)
      case "--event-rate": command.eventsPerSecond = try number(name, text)
      case "--parallelism": command.parallelism = try number(name, text)
      case "--jobs":
        command.workloads = text.split(separator: ",").map { StateWorkload(name: String($0)) }
      default: throw BenchmarkError("unknown option \(name)\n\(usage)")
      }
    }
    return command
  }

  private static func each(
    _ options: ArraySlice<String>, _ body: (_ name: String, _ text: String) throws -> Void
  ) throws {
    var rest = options
    while let name = rest.popFirst() {
      guard let text = rest.popFirst() else {
        throw BenchmarkError("\(name) needs a value\n\(usage)")
      }
      try body(name, text)
    }
  }

  private static func number(_ name: String, _ text: String) throws -> Int {
    guard let value = Int(text), value > 0 else {
      throw BenchmarkError("\(name) needs a positive number\n\(usage)")
    }
    return value
  }
}
