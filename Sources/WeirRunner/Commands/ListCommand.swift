import WeirCore
import WeirGraph

/// `weir list`: the jobs.
struct ListCommand {
  let context: CommandContext

  func run() throws -> ExitCode {
    let entries = try context.catalog.jobs.map(Entry.init).sorted { $0.name < $1.name }
    if context.wantsJSON {
      try context.say(json: entries)
      return .success
    }
    var table = TextTable([.left, .left])
    for entry in entries { table.add(entry.name, PrintableText.escaped(entry.summary)) }
    for line in table.lines { context.console.say(line) }
    return .success
  }

  /// A job as `--json` shows it.
  struct Entry: Record {
    var name = ""
    var summary = ""
    var keyGroups = 0
    var parameters: [Parameter] = []

    init() {}

    init(_ job: any Job.Type) throws {
      name = job.name
      summary = job.summary
      keyGroups = job.keyGroupCount
      parameters = try JobCatalog.parameters(of: job).map(Parameter.init)
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("name", &name)
      try field("summary", &summary)
      try field("key_groups", &keyGroups)
      try field("parameters", &parameters)
    }
  }

  /// A parameter as `--json` shows it.
  struct Parameter: Record {
    var name = ""
    var type = ""
    var defaultText = ""
    var help = ""
    var isChangeable = false

    init() {}

    init(_ parameter: JobParameter) {
      name = parameter.name
      type = parameter.type
      defaultText = parameter.text
      help = parameter.help
      isChangeable = parameter.isChangeable
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("name", &name)
      try field("type", &type)
      try field("default", &defaultText)
      try field("help", &help)
      try field("changeable", &isChangeable)
    }
  }
}
