/// What the program can do.
enum Command: String, Sendable, CaseIterable {
  case list, new, run, status, graph, checkpoints, replay, stores, table, search, lines
  case deadLetters = "dead-letters"
  case failpoints, help

  /// One line for the list of commands.
  var summary: String {
    switch self {
    case .list: "the jobs, one line each"
    case .new: "write a package of your own: one job, one test, a runner"
    case .run: "run a job, or go on with it from its latest checkpoint"
    case .status: "what a job does just now, from another terminal"
    case .graph: "a job's operators and how they are connected"
    case .checkpoints: "list, show and verify a job's checkpoints"
    case .replay: "run a job again from one of its checkpoints, in a directory of its own"
    case .stores: "a job's tables, search indexes and lines stores"
    case .table: "read a table: get, scan, count, schema"
    case .search: "look for documents in a search index"
    case .lines: "read the stores of JSON lines that a job has written"
    case .deadLetters: "what a job refused: list, show, and give it again"
    case .failpoints: "named crash points, for tests"
    case .help: "this list, or the help of one command"
    }
  }

  /// What follows the command's name, options aside.
  var words: String {
    switch self {
    case .list, .failpoints: ""
    case .new: "DIR"
    case .run, .status, .graph, .replay, .stores: "JOB"
    case .table: "JOB [NAME] [get KEY… | scan | count | schema]"
    case .search: "JOB [NAME] [QUERY]"
    case .checkpoints: "JOB [list | show ID | verify [ID]]"
    case .lines: "JOB [SINK]"
    case .deadLetters: "JOB [list | show ID… | redrive ID… | redrive --all]"
    case .help: "[COMMAND]"
    }
  }

  /// How many words may follow the command's name.
  var wordLimit: Int {
    switch self {
    case .list, .failpoints: 0
    case .new, .run, .status, .graph, .replay, .stores, .help: 1
    case .lines: 2
    case .deadLetters, .table, .search: 10_000
    case .checkpoints: 3
    }
  }

  /// Whether the first word is a job whose parameters are options too.
  var takesJobParameters: Bool {
    self == .run || self == .graph || self == .replay
  }
}
