import WeirCore
import WeirGraph
import WeirReading
import WeirStorage

/// What commands that read stores have in common: the epoch that is asked for, and the store that
/// the words name. Its calls block.
struct StoreAccess: Sendable {
  let context: CommandContext
  let paths: JobPaths
  private let job: String
  private let epoch: JobReader.Epoch

  /// - Throws: `usage` when the job is unknown, or `--as-of` names no checkpoint.
  init(_ context: CommandContext) throws {
    self.context = context
    job = try context.job().name
    paths = try context.paths()
    epoch = try Self.epoch(context.arguments.values["as-of"])
  }

  private static func epoch(_ text: String?) throws -> JobReader.Epoch {
    guard let text, text != "latest" else { return .latest }
    guard let id = JobPaths.checkpoint(fromText: text) else {
      throw WeirError(
        .usage, "--as-of \(text) names no checkpoint; write latest, or one like chk-17")
    }
    return .checkpoint(id)
  }

  /// Runs `body` where it may block.
  func blocking(_ body: @escaping @Sendable () throws -> ExitCode) async throws -> ExitCode {
    try await context.environment.blocking.run {
      do {
        return try body()
      } catch is SnapshotExpired {
        throw WeirError(
          .unusableCheckpoint,
          "what was being read is not kept any more: read again, or let the job keep more with"
            + " --checkpoint-retained", at: .init(file: paths.directory))
      }
    }
  }

  /// The stores at the epoch; nil when nothing was ever committed.
  /// - Parameter names: Those that are read; nil: all.
  func cut(of names: [String]? = nil) throws -> StoresCut? {
    guard let reader = try reader() else { return nil }
    if epoch == .latest, try reader.newestEpoch() == nil { return nil }
    return try reader.cut(epoch, of: names)
  }

  /// The stores of one kind, by name, at whatever epoch.
  func stores(_ kind: StoreKind?) throws -> [JobStore] {
    try reader()?.stores().filter { kind == nil || $0.kind == kind } ?? []
  }

  /// Whether the stores of which the newest checkpoint has data are there at all.
  /// - Parameter name: Which one; nil: all.
  /// - Throws: `unusableCheckpoint` naming what is lost.
  func checkPresence(of name: String? = nil) throws { try reader()?.checkPresence(of: name) }

  private func reader() throws -> JobReader? {
    guard try context.environment.fileSystem.status(paths.attempt) != nil else { return nil }
    return try JobReader(
      dataDirectory: context.dataDirectory, job: job, environment: context.environment)
  }

  /// The store that the words behind the job name, and the words behind it. The name may be left
  /// out where there is one store of the kind.
  /// - Parameter isOther: Whether a word that names no store can be something else.
  /// - Throws: `usage` naming the stores that there are.
  func choose(
    _ kind: StoreKind, isOther: (String) -> Bool
  ) throws -> (name: String, rest: [String]) {
    let words = Array(context.arguments.words.dropFirst())
    let names = try stores(kind).map(\.name)
    if let first = words.first, names.contains(first) { return (first, Array(words.dropFirst())) }
    if let first = words.first, !isOther(first) {
      try checkPresence(of: names.isEmpty ? nil : first)
      throw absence(of: first, kind, names)
    }
    // One that is lost may be the one that is meant.
    try checkPresence()
    guard let name = names.first else {
      throw WeirError(
        .usage, "there is no \(kind.noun) to read: nothing is stored yet; run the job first, or"
          + " check --data", at: .init(file: paths.directory))
    }
    guard names.count == 1 else {
      throw WeirError(.usage, "name one of the job's stores: \(names.joined(separator: ", "))")
    }
    return (name, words)
  }

  private func absence(of name: String, _ kind: StoreKind, _ names: [String]) -> WeirError {
    let others = (try? stores(nil)) ?? []
    if let other = others.first(where: { $0.name == name }) {
      return WeirError(
        .usage, "\"\(name)\" is a \(other.kind.noun), not a \(kind.noun); read it with: "
          + context.hint("\(other.kind)", job, name))
    }
    return WeirError(
      .usage,
      "there is no \(kind.noun) \"\(name)\";\(Suggestion.phrase(for: name, among: names)) "
        + (names.isEmpty
          ? "nothing is stored yet; run the job first, or check --data"
          : "there are \(names.joined(separator: ", "))"),
      at: .init(file: paths.directory))
  }

  /// What is cut off at the right edge of a terminal; everything else gets all of it.
  var width: Int {
    context.console.isTerminal(.standard)
      ? max(20, context.console.size(of: .standard).columns) : .max
  }

  /// `2 rows`, `1 row`.
  static func counted(_ count: Int, _ noun: String) -> String {
    "\(Quantity.exact(UInt64(max(0, count)))) \(noun)\(count == 1 ? "" : "s")"
  }
}
