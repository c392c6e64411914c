import WeirGraph

extension Command {
  /// The help of the program as a whole.
  static func overview(program: String) -> String {
    var table = TextTable([.left, .left])
    for command in allCases {
      table.add("  \(program) \(command.rawValue) \(command.words)", command.summary)
    }
    return """
      \(program): stateful stream processing, exactly once

      \(table.lines.joined(separator: "\n"))

      \(program) COMMAND --help tells the options of a command, and \(program) run JOB --help the
      parameters of a job. \(program) --version prints the version.

      exit codes: 0 finished or stopped cleanly, 1 the job failed, 2 wrong usage, 3 a checkpoint or
      store cannot be used, 4 another runner owns the directory
      """
  }

  /// The help of one command.
  /// - Parameter job: The job whose parameters are told, with its name.
  func help(program: String, job: (name: String, parameters: [JobParameter])? = nil) -> String {
    let jobName = job.map { words.replacingFirstWord(with: $0.name) } ?? words
    let usage = [program, rawValue, jobName, takesJobParameters ? "[--PARAMETER VALUE]…" : ""]
      .filter { !$0.isEmpty }.joined(separator: " ")
    var text = "usage: \(usage) [OPTION]…\n\(summary)\n"
    if let job {
      text += "\nparameters of \(job.name):\n"
      text += job.parameters.isEmpty ? "  none\n" : Self.table(of: job.parameters)
    }
    text += "\noptions:\n" + Self.table(of: options)
    if let remark { text += "\n\(remark)\n" }
    return String(text.dropLast())
  }

  private static func table(of parameters: [JobParameter]) -> String {
    table(
      of: parameters.map { parameter in
        let note = parameter.isChangeable ? "; may change between runs" : ""
        return OptionSpecification(
          parameter.name, parameter.type.uppercased(),
          default: parameter.text.isEmpty ? "empty" : parameter.text, help: parameter.help + note)
      })
  }

  private static func table(of options: [OptionSpecification]) -> String {
    var table = TextTable([.left, .left])
    for option in options {
      let note = option.defaultText.map { " (default: \($0))" } ?? ""
      table.add("  " + option.usage, PrintableText.escaped(option.help + note))
    }
    return table.lines.joined(separator: "\n") + "\n"
  }

  private var remark: String? {
    switch self {
    case .run:
      """
      A bounded job ends when its input is read and committed. Ctrl-C or SIGTERM ends any job after
      a final checkpoint, from which the next run goes on; a second one ends it at once, and the next
      run goes on from the last complete checkpoint.
      """
    case .replay:
      """
      Without --with-stores the replay's stores begin empty and get what is committed from there on.
      With it they begin as the original's were at that checkpoint, and end as a run that goes on
      would have left them; what tables and indexes had refused until then is not copied and stays
      with the original.
      """
    case .table:
      """
      NAME may be left out where the job has one table. A key of several columns is as many words;
      one that begins with a dash stands behind --. JOB alone lists the tables.

      Rows, as those of all stores, are at one epoch: what a durable checkpoint covers and nothing
      else, also while the job runs.
      """
    case .search:
      """
      NAME may be left out where the job has one index; without QUERY all documents are found.
      QUERY: words are all looked for; "a phrase" in quotes; be* for beginnings; AND, OR, NOT, ( );
      field:word for one field.

      Which documents are found is exact at the epoch; scores are approximate over several shards.
      """
    case .lines:
      """
      Only what durable checkpoints cover is shown, so a running job may be read at any time. On a
      terminal control characters are shown as escapes.
      """
    case .new: "DIR must be empty or not exist; its last component names the package."
    case .graph: "The parameters of the job are options too: its graph may depend on them."
    default: nil
    }
  }
}

extension String {
  fileprivate func replacingFirstWord(with word: String) -> String {
    let rest = drop { $0 != " " }
    return word + rest
  }
}
