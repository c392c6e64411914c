import WeirCheckpoints
import WeirCore
import WeirReading
import WeirStorage

/// `weir checkpoints`: what there is to go on from, and whether it is whole.
struct CheckpointsCommand {
  let context: CommandContext

  func run() async throws -> ExitCode {
    let paths = try context.paths()
    let words = Array(context.arguments.words.dropFirst())
    let action = words.first ?? "list"
    guard ["list", "show", "verify"].contains(action) else {
      throw WeirError(
        .usage,
        "checkpoints cannot \"\(action)\";"
          + Suggestion.phrase(for: action, among: ["list", "show", "verify"])
          + " write list, show ID or verify [ID]")
    }
    if action == "list", words.count > 1 {
      throw WeirError(.usage, "list takes no checkpoint; write show \(words[1])")
    }
    if action == "show", words.count < 2 {
      throw WeirError(.usage, "name a checkpoint: show chk-17")
    }
    // As other listings, that of a job that was never run is empty.
    if action == "list", try await AttemptRecord.read(paths, context.environment) == nil {
      return try list([], paths)
    }
    let store = try await store(paths)
    let summaries = try await store.list()
    let chosen = try words.dropFirst().first.map { try find($0, in: summaries, paths) }
    switch action {
    case "show":
      return try show(try chosen ?? find("latest", in: summaries, paths))
    case "verify":
      return try await verify(chosen, summaries, store)
    default: return try list(summaries, paths)
    }
  }

  /// The job's checkpoints.
  /// - Throws: `usage` when the job was never run in the directory.
  private func store(_ paths: JobPaths) async throws -> CheckpointStore {
    let record = try await StoredJob.record(paths, context.environment)
    return CheckpointStore(paths: paths, jobID: record.jobID, environment: context.environment)
  }

  private func find(
    _ text: String, in summaries: [CheckpointSummary], _ paths: JobPaths
  ) throws -> CheckpointSummary {
    let found =
      text == "latest"
      ? summaries.last { $0.manifest != nil }
      : JobPaths.checkpoint(fromText: text).flatMap { id in summaries.first { $0.id == id } }
    if let found { return found }
    let names = summaries.map { "\($0.id)" }.joined(separator: ", ")
    throw WeirError(
      .usage,
      "there is no checkpoint \"\(text)\"; "
        + (names.isEmpty ? "the job has none" : "there are \(names)"),
      at: .init(file: paths.checkpoints))
  }

  private func list(_ summaries: [CheckpointSummary], _ paths: JobPaths) throws -> ExitCode {
    if context.wantsJSON {
      try context.say(json: summaries.map(CheckpointEntry.init))
      return .success
    }
    guard !summaries.isEmpty else {
      context.console.say("no checkpoints in \(PrintableText.escaped(paths.checkpoints))")
      return .success
    }
    let now = context.environment.clock.now().milliseconds
    var table = TextTable(
      [.left, .left, .right, .right, .right, .right],
      headings: ["checkpoint", "status", "age", "attempt", "state", "unapplied then"])
    for summary in summaries {
      let entry = CheckpointEntry(summary)
      guard let manifest = summary.manifest else {
        table.add("\(summary.id)", entry.status, "", "", "", "")
        continue
      }
      let age = EventTime(milliseconds: now) - .milliseconds(manifest.created.milliseconds)
      table.add(
        "\(summary.id)", entry.status, Quantity.duration(milliseconds: age.milliseconds),
        "\(manifest.attempt)", Quantity.bytes(manifest.stateByteCount),
        "\(manifest.unapplied.count)")
    }
    for line in table.lines { context.console.say(line) }
    return .success
  }

  private func show(_ summary: CheckpointSummary) throws -> ExitCode {
    switch summary.status {
    case .damaged(let error): throw error
    case .incomplete:
      throw WeirError(
        .unusableCheckpoint,
        "\(summary.id) has no manifest: it was never completed, or is being made just now",
        at: .init(file: summary.directory))
    case .complete(let manifest):
      if context.wantsJSON {
        try context.say(json: manifest)
      } else {
        for line in lines(of: manifest, in: summary.directory) { context.console.say(line) }
      }
      return .success
    }
  }

  private func lines(of manifest: Manifest, in directory: String) -> [String] {
    var facts = TextTable([.left, .left])
    facts.add("checkpoint", "\(manifest.id)" + (manifest.isFinished ? ", all input read" : ""))
    facts.add("job", "\(manifest.job), identity \(manifest.jobID)")
    facts.add("directory", PrintableText.escaped(directory))
    facts.add("created", "\(manifest.created), by attempt \(manifest.attempt)")
    facts.add("key groups", "\(manifest.keyGroupCount)")
    if let parent = manifest.parent { facts.add("replay of", PrintableText.escaped(parent)) }
    for (name, text) in manifest.parameters.sorted(by: { $0.key < $1.key }) {
      facts.add("parameter", PrintableText.escaped("--\(name) \(ShellText.quoted(text))"))
    }
    for member in manifest.members {
      facts.add(
        "state", "\(PrintableText.escaped(member.file)), \(Quantity.bytes(member.byteCount))")
    }
    for epoch in manifest.unapplied {
      let sink = PrintableText.escaped(epoch.sink)
      facts.add(
        "unapplied then",
        "epoch \(epoch.epoch) of \(sink), \(epoch.segments.count) segments, when it was made")
    }
    return facts.lines
  }

  /// An unfinished checkpoint is no damage unless somebody asked for that one: a running job has
  /// one most of the time. Nor is one that it removes meanwhile.
  private func verify(
    _ chosen: CheckpointSummary?, _ summaries: [CheckpointSummary], _ store: CheckpointStore
  ) async throws -> ExitCode {
    var listed = chosen.map { [$0] } ?? summaries.filter(\.hasManifest)
    var found = try await store.verify(listed)
    var rounds = 0
    while found.isEmpty, !listed.isEmpty, rounds < Self.roundLimit {
      rounds += 1
      listed = try await store.list()
      listed = try chosen.map { [try find("\($0.id)", in: listed, store.paths)] }
        ?? listed.filter(\.hasManifest)
      found = try await store.verify(listed)
    }
    let results = try await withOutput(found, store)
    let isWhole = results.allSatisfy(\.problems.isEmpty)
    if context.wantsJSON {
      try context.say(json: results)
      return isWhole ? .success : .unusable
    }
    if results.isEmpty { context.console.say("no complete checkpoints") }
    for result in results {
      if result.problems.isEmpty { context.console.say("\(result.checkpoint) is whole") }
      for problem in result.problems {
        context.console.say("\(result.checkpoint): " + PrintableText.escaped(problem.text))
      }
    }
    return isWhole ? .success : .unusable
  }

  /// The verdicts, with what is wrong with the output that whole checkpoints list. A store whose
  /// checkpoint is damaged itself is not looked at.
  private func withOutput(
    _ found: [(checkpoint: CheckpointID, problems: [Problem])], _ store: CheckpointStore
  ) async throws -> [CheckpointVerdict] {
    let (data, job, environment) = (
      context.dataDirectory, try context.job().name, context.environment
    )
    let isWhole = found.filter(\.problems.isEmpty).map(\.checkpoint)
    let damage = try await environment.blocking.run {
      let reader = try JobReader(dataDirectory: data, job: job, environment: environment)
      var damage: [CheckpointID: [Problem]] = [:]
      for id in isWhole {
        do {
          damage[id] = try reader.damagedOutput(of: id).map {
            Problem($0, file: store.paths.directory)
          }
        } catch let error as WeirError where error.code == .unusableCheckpoint {
          // Retention may have come in between; then nothing needs its output any more.
          if try environment.fileSystem.status(store.paths.manifest(id)) == nil { continue }
          damage[id] = [Problem(error, file: store.paths.directory)]
        }
      }
      return damage
    }
    return found.map { id, problems in CheckpointVerdict(id, problems + (damage[id] ?? [])) }
  }

  /// A fast job may remove what was listed, again and again, before it is read.
  private static let roundLimit = 16
}
