/// A command line taken apart.
struct ParsedArguments: Sendable, Equatable {
  /// What is no option, in order.
  var words: [String] = []
  /// Values of the options that take one, by name; the last one of those given more than once.
  var values: [String: String] = [:]
  /// All values of the options that may be given more than once, by name, in order.
  var lists: [String: [String]] = [:]
  /// Names of the options given that take none.
  var flags: Set<String> = []

  /// Whether an option without value was given.
  func has(_ flag: String) -> Bool { flags.contains(flag) }
}
