import WeirCore

/// Takes a command line apart: `--name value`, `--name=value`, `--flag`, words, and `--`, after
/// which everything is a word. Knows nothing of what the words mean.
struct ArgumentParser: Sendable {
  /// The command as messages name it, for example `weir run`.
  let command: String
  private(set) var options: [OptionSpecification]
  /// More words are an error.
  let wordLimit: Int

  init(command: String, options: [OptionSpecification], wordLimit: Int) {
    self.command = command
    self.options = options
    self.wordLimit = wordLimit
  }

  /// - Parameter optionsAfterWord: The options that the first word brings, for example the
  ///   parameters of the job that it names. They must stand behind it.
  /// - Throws: `usage`, and what `optionsAfterWord` throws.
  mutating func parse(
    _ arguments: [String],
    optionsAfterWord: (String) throws -> [OptionSpecification] = { _ in [] }
  ) throws -> ParsedArguments {
    var result = ParsedArguments()
    var rest = arguments[...]
    var isAfterDashes = false
    while let argument = rest.popFirst() {
      if isAfterDashes || argument == "-" || !argument.hasPrefix("-") {
        if result.words.isEmpty { options += try optionsAfterWord(argument) }
        result.words.append(argument)
        try checkWordCount(result.words)
      } else if argument == "--" {
        isAfterDashes = true
      } else {
        try take(argument == "-h" ? "--help" : argument, &rest, &result)
      }
    }
    return result
  }

  private func checkWordCount(_ words: [String]) throws {
    guard words.count > wordLimit, let extra = words.last else { return }
    throw WeirError(
      .usage,
      "\(command) cannot do anything with \"\(extra)\"; options begin with --")
  }

  private func take(
    _ argument: String, _ rest: inout ArraySlice<String>, _ result: inout ParsedArguments
  ) throws {
    let body = argument.hasPrefix("--") ? argument.dropFirst(2) : argument.dropFirst()
    let parts = body.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts.first.map(String.init) ?? ""
    guard argument.hasPrefix("--"), let option = options.first(where: { $0.name == name }) else {
      throw unknown(argument.hasPrefix("--") ? "--\(name)" : argument, name)
    }
    if !option.isRepeatable, result.flags.contains(name) || result.values[name] != nil {
      throw WeirError(.usage, "--\(name) is given twice; leave one out")
    }
    guard let placeholder = option.placeholder else {
      guard parts.count == 1 else {
        throw WeirError(.usage, "--\(name) takes no value; write just --\(name)")
      }
      result.flags.insert(name)
      return
    }
    func add(_ value: String) {
      result.values[name] = value
      if option.isRepeatable { result.lists[name, default: []].append(value) }
    }
    if parts.count == 2 { return add(String(parts[1])) }
    guard let value = rest.first, !value.hasPrefix("--") else {
      throw WeirError(
        .usage,
        "--\(name) needs a value: --\(name) \(placeholder), or --\(name)=… for one with dashes")
    }
    rest.removeFirst()
    add(value)
  }

  private func unknown(_ shown: String, _ name: String) -> WeirError {
    let names = options.map(\.name)
    let hint = Suggestion.nearest(to: name, among: names).map { "did you mean --\($0)?" }
    return WeirError(
      .usage,
      "\(command) has no option \(shown); " + (hint ?? "\(command) --help lists its options"))
  }
}
