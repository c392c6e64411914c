import Glibc
import WeirCheckpoints
import WeirCore
import WeirGraph
import WeirRuntime

/// Makes ``RunOptions`` of the command line and the environment's variables.
struct RunOptionsReader {
  let context: CommandContext

  /// - Throws: `usage` for what is no value of its option, and for options that contradict.
  func options(of job: any Job.Type) throws -> RunOptions {
    let values = context.arguments.values
    var options = RunOptions()
    options.dataDirectory = context.dataDirectory
    options.parallelism = try JobOptions(context).parallelism(of: job)
    if let text = values["checkpoint-interval"] {
      options.checkpoints.interval = try Self.interval(text)
    }
    if let count = try context.positiveNumber("checkpoint-retained") {
      options.checkpoints.retainedCount = count
    }
    if let text = values["restart"] { options.restart = try Self.restart(text) }
    if let text = values["from"] { options.recovery = try Self.recovery(text) }
    options.isFresh = context.arguments.has("fresh")
    if options.isFresh, options.recovery != .latest, options.recovery != .none {
      throw WeirError(
        .usage, "--fresh begins anew, so it contradicts --from \(values["from"] ?? "")")
    }
    if context.dataDirectory.isEmpty {
      throw WeirError(.usage, "--data is empty; name a directory")
    }
    options.phaseFile = getenv("WEIR_PHASE_FILE").map { String(cString: $0) }
    if options.phaseFile?.isEmpty == true { options.phaseFile = nil }
    return options
  }

  /// A time above zero, or nil for `none`.
  static func interval(_ text: String) throws -> Duration? {
    if text == "none" { return nil }
    guard let interval = Duration(parameterText: text), interval.milliseconds >= 1 else {
      throw WeirError(
        .usage,
        "--checkpoint-interval \"\(text)\" must be a time such as 500ms, 1s or 2m, or none")
    }
    return interval
  }

  static func restart(_ text: String) throws -> RestartStrategy {
    guard let kind = RestartStrategy.Kind(rawValue: text) else {
      let names = RestartStrategy.Kind.allCases.map(\.rawValue)
      throw WeirError(
        .usage,
        "there is no restart strategy \"\(text)\";\(Suggestion.phrase(for: text, among: names))"
          + " there are \(names.joined(separator: ", "))")
    }
    return
      switch kind
    {
    case .exponential: .exponential()
    case .fixed: .fixed()
    case .none: .none
    }
  }

  static func recovery(_ text: String) throws -> RecoveryRequest {
    guard !text.isEmpty else {
      throw WeirError(.usage, "--from is empty; write latest, none, chk-17 or a path")
    }
    return RecoveryRequest(text: text)
  }
}
