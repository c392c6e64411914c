/// An option that a command takes.
struct OptionSpecification: Sendable, Equatable {
  /// Without the two dashes.
  let name: String
  /// What the help text shows for its value; nil for one that takes none.
  let placeholder: String?
  let help: String
  /// What holds when it is not given, for the help text.
  let defaultText: String?
  /// Whether it may be given more than once.
  let isRepeatable: Bool

  init(
    _ name: String, _ placeholder: String? = nil, default defaultText: String? = nil,
    isRepeatable: Bool = false, help: String
  ) {
    self.name = name
    self.placeholder = placeholder
    self.help = help
    self.defaultText = defaultText
    self.isRepeatable = isRepeatable
  }

  /// As one writes it, for example `--data DIR`.
  var usage: String { "--\(name)" + (placeholder.map { " \($0)" } ?? "") }
}
