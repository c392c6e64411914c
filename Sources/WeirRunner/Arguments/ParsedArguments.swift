/// A command line taken apart.
struct ParsedArguments: Sendable, Equatable {
  /// What is no option, in order.
  var words: [String] = []
  /// Values of the options that take one, by name.
  var values: [String: String] = [:]
  /// Names of the options given that take none.
  var flags: Set<String> = []

  /// Whether an option without value was given.
  func has(_ flag: String) -> Bool { flags.contains(flag) }
}
