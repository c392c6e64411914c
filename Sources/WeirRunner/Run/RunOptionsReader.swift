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
    if let text = values["unapplied-limit"] {
      options.checkpoints.unappliedByteLimit = try Self.byteCount(text)
    }
    if let text = values["drain-timeout"] {
      guard let timeout = Duration(parameterText: text), timeout.milliseconds >= 1 else {
        throw WeirError(
          .usage, "--drain-timeout \"\(text)\" must be a time such as 500ms, 30s or 2m")
      }
      options.checkpoints.drainTimeout = timeout
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

  /// A size above zero: a number, or one with KiB, MiB or GiB.
  static func byteCount(_ text: String) throws -> Int64 {
    let units: [(suffix: String, shift: Int64)] = [("KiB", 10), ("MiB", 20), ("GiB", 30)]
    let unit = units.first { text.hasSuffix($0.suffix) }
    let digits = text.dropLast(unit?.suffix.count ?? 0)
    let (count, overflow) = (Int64(digits) ?? 0)
      .multipliedReportingOverflow(by: 1 << (unit?.shift ?? 0))
    guard !overflow, count > 0, digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw WeirError(
        .usage, "--unapplied-limit \"\(text)\" must be a size such as 500KiB, 64MiB or 1GiB")
    }
    return count
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
