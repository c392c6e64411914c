import WeirCore

/// `weir failpoints`: the engine's named crash points.
struct FailpointsCommand {
  let context: CommandContext

  func run() throws -> ExitCode {
    if context.wantsJSON {
      try context.say(json: Failpoint.allCases.map(Entry.init))
      return .success
    }
    var table = TextTable([.left, .left])
    for point in Failpoint.allCases { table.add(point.rawValue, point.summary) }
    for line in table.lines { context.console.say(line) }
    return .success
  }

  /// A crash point as `--json` shows it.
  struct Entry: Record {
    var name = ""
    var summary = ""

    init() {}

    init(_ point: Failpoint) {
      name = point.rawValue
      summary = point.summary
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("name", &name)
      try field("summary", &summary)
    }
  }
}
