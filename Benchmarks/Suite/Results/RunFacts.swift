import Weir

/// What a result was measured on, of what, and how.
struct RunFacts: Record, Equatable {
  var machine = ""
  var commit = ""
  var command = ""
  /// When it began.
  var date = ""

  init() {}

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("machine", &machine)
    try field("commit", &commit)
    try field("command", &command)
    try field("date", &date)
  }

  /// Those of this process.
  static func current() -> RunFacts {
    var facts = RunFacts()
    facts.machine = MachineFacts.text
    facts.commit = MachineFacts.commit
    facts.command = (["weir-bench"] + CommandLine.arguments.dropFirst()).joined(separator: " ")
    facts.date = MachineFacts.date
    return facts
  }

  var text: String { "\(machine)\ncommit: \(commit), \(date)\ncommand: \(command)" }
}
