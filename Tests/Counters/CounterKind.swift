/// What is counted, and in which file the limits stand.
enum CounterKind: String, CaseIterable, Sendable {
  case allocations, sends, checkpoints

  /// The limits' file: allocations depend on how the program is compiled.
  var fileName: String {
    switch self {
    case .allocations: "allocations-\(Build.name).txt"
    case .sends, .checkpoints: "\(rawValue).txt"
    }
  }

  /// - Parameter prefix: What the names of chains and stores must begin with.
  func measure(_ prefix: String) async throws -> [Counter] {
    switch self {
    case .allocations: try await AllocationCounters.measure(prefix)
    case .sends: try await SendCounters.measure(prefix)
    case .checkpoints: try await CheckpointCounters.measure(prefix)
    }
  }

  /// By how much limits lie above what was measured, besides a share of it.
  var room: Double { self == .allocations ? 1 : 0 }

  /// What stands at the head of the file.
  var explanation: String {
    switch self {
    case .allocations:
      """
      # Calls of malloc and its relatives per thousand input records of a steady chain, in a program
      # that is compiled for \(Build.name). The number behind p is the parallelism.
      """ + Build.explanation
    case .sends:
      """
      # Batches and control elements that go through channels per thousand input records. 1,000 by a
      # number of batches is how many records a batch holds in the mean; full ones hold 1,024.
      """
    case .checkpoints:
      """
      # Calls and bytes per checkpoint: 1,000 keys of state, 1,000 new rows, p subtasks. What the
      # engine asks of the file system, and apart from it what SQLite does for the table.
      """
    }
  }
}

/// How this program is compiled.
enum Build {
  #if DEBUG
    static let name = "debug"
    static let explanation = """

      # Generic code is not specialised here and allocates for single records. These limits show
      # that nothing is added; what a job really allocates is in allocations-release.txt.
      """
  #else
    static let name = "release"
    static let explanation = ""
  #endif
}
