extension Command {
  /// The options, without those that a job's parameters add.
  var options: [OptionSpecification] {
    switch self {
    case .list: [.json, .help]
    case .new: [.weir, .help]
    case .run:
      [
        .data, .parallelism, .checkpointInterval, .checkpointRetained, .unappliedLimit,
        .drainTimeout, .from, .fresh, .restart, .quiet, .runJSON, .help,
      ]
    case .replay:
      [
        .data, .replayFrom, .into, .until, .compare, .parallelism, .checkpointInterval, .restart,
        .quiet, .runJSON, .help,
      ]
    case .status, .checkpoints: [.data, .json, .help]
    case .graph: [.format, .parallelism, .json, .help]
    case .stores: [.data, .asOf, .countLines, .json, .help]
    case .table: [.data, .asOf, .filter, .orderBy, .descending, .rowLimit, .rowJSON, .help]
    case .search:
      [
        .data, .asOf, .filter, .facet, .sort, .descending, .hitLimit, .offset, .highlight, .raw,
        .json, .help,
      ]
    case .lines: [.data, .asOf, .count, .limit, .json, .help]
    case .deadLetters: [.data, .all, .payload, .force, .limit, .json, .help]
    case .failpoints: [.json, .help]
    case .help: [.help]
    }
  }

  /// Names that no job's parameter may have: it could not be told from the runner's own option.
  static let reservedNames: Set<String> = Set(
    allCases.filter(\.takesJobParameters).flatMap(\.options).map(\.name) + ["version"])
}

extension OptionSpecification {
  static let help = OptionSpecification("help", help: "show this text")
  static let json = OptionSpecification("json", help: "one JSON value instead of text")
  static let runJSON = OptionSpecification(
    "json", help: "progress each second and the result as lines of JSON")
  static let data = OptionSpecification(
    "data", "DIR", default: "./weir-data", help: "where jobs keep their checkpoints and stores")
  static let parallelism = OptionSpecification(
    "parallelism", "N", default: "the number of processors", help: "subtasks of each operator")
  static let checkpointInterval = OptionSpecification(
    "checkpoint-interval", "TIME", default: "1s",
    help: "between checkpoints, such as 500ms or 1m; none: only at the end")
  static let checkpointRetained = OptionSpecification(
    "checkpoint-retained", "N", default: "3", help: "how many complete checkpoints are kept")
  static let unappliedLimit = OptionSpecification(
    "unapplied-limit", "SIZE", default: "1GiB",
    help: "sources wait while stores have more left to apply, such as 64MiB")
  static let drainTimeout = OptionSpecification(
    "drain-timeout", "TIME", default: "30s",
    help: "how long the end waits for stores that do nothing")
  static let from = OptionSpecification(
    "from", "WHERE", default: "latest",
    help: "go on from latest, none (the start), chk-17 or a path")
  static let replayFrom = OptionSpecification(
    "from", "ID", help: "the checkpoint to begin with, such as chk-17")
  static let into = OptionSpecification(
    "into", "DIR", help: "the replay's own directory; the original is only read")
  static let until = OptionSpecification(
    "until", "ID", help: "the checkpoint at whose positions it ends; without it, where the input ends")
  static let compare = OptionSpecification(
    "compare",
    help: "compare what it commits with what the original did; exit code 1 if that differs")
  static let fresh = OptionSpecification(
    "fresh", help: "move the job's directory to JOB.old-N first, and begin anew")
  static let restart = OptionSpecification(
    "restart", "HOW", default: "exponential",
    help: "after a failure: exponential or fixed delay, or none")
  static let quiet = OptionSpecification("quiet", help: "say nothing but errors")
  static let format = OptionSpecification(
    "format", "FORMAT", default: "text", help: "text, mermaid, dot or json")
  static let asOf = OptionSpecification(
    "as-of", "ID", default: "latest",
    help: "the epoch: the newest durable one, or that of a kept checkpoint such as chk-17")
  static let filter = OptionSpecification(
    "where", "CONDITION", isRepeatable: true,
    help: "such as 'seconds >= 30', 'user = ann', 'note is null'; all that are given must hold")
  static let orderBy = OptionSpecification(
    "order-by", "COLUMN", default: "the key", isRepeatable: true, help: "what rows are sorted by")
  static let sort = OptionSpecification(
    "sort", "FIELD", default: "relevance", help: "the stored field that hits are sorted by")
  static let descending = OptionSpecification("descending", help: "sort from high to low")
  static let rowLimit = OptionSpecification(
    "limit", "N", default: "20, and all with --json", help: "scan: at most so many rows")
  static let rowJSON = OptionSpecification("json", help: "JSON instead of text; scan: a row a line")
  static let facet = OptionSpecification(
    "facet", "FIELD", isRepeatable: true,
    help: "count a stored field's values over everything that is found")
  static let hitLimit = OptionSpecification(
    "limit", "N", default: "10", help: "at most so many hits")
  static let offset = OptionSpecification(
    "offset", "N", default: "0", help: "so many hits are left out first")
  static let highlight = OptionSpecification(
    "highlight", help: "show where it matches, bold on a terminal and between ** elsewhere")
  static let raw = OptionSpecification(
    "raw", help: "the query is an expression of SQLite's FTS5 as it is")
  static let countLines = OptionSpecification("count", help: "count lines too; reads all of them")
  static let count = OptionSpecification("count", help: "how many lines there are")
  static let limit = OptionSpecification("limit", "N", help: "at most so many lines")
  static let all = OptionSpecification("all", help: "redrive: every letter that is refused")
  static let payload = OptionSpecification(
    "payload", "TEXT", help: "redrive: the line as it should have been")
  static let force = OptionSpecification(
    "force", help: "redrive: also what was asked for already, or has a newer change of its key")
  static let weir = OptionSpecification(
    "weir", "PATH", help: "the directory of Weir's package, for the dependency")
}
