/// The command line of `weir-bench`.
struct BenchmarkArguments {
  static let usage = "usage: weir-bench pairs [--events N] [--keys N] [--parallelism N] [--runs N]"

  let command: PairsCommand

  init(_ words: [String]) throws {
    guard words.first == "pairs" else { throw BenchmarkError(Self.usage) }
    var command = PairsCommand()
    var rest = words.dropFirst()
    while let name = rest.popFirst() {
      guard let text = rest.popFirst(), let value = Int(text), value > 0 else {
        throw BenchmarkError("\(name) needs a positive number\n\(Self.usage)")
      }
      switch name {
      case "--events": command.events = value
      case "--keys": command.keys = value
      case "--parallelism": command.parallelism = value
      case "--runs": command.runs = value
      default: throw BenchmarkError("unknown option \(name)\n\(Self.usage)")
      }
    }
    self.command = command
  }
}
