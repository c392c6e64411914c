import WeirCheckpoints
import WeirCore
import WeirGraph
import WeirStorage

/// `weir dead-letters`: what a job refused, and how it is given to it again.
struct DeadLettersCommand {
  let context: CommandContext

  private static let actions = ["list", "show", "redrive"]

  func run() async throws -> ExitCode { try await run(context.job()) }

  private func run<J: Job>(_ type: J.Type) async throws -> ExitCode {
    let words = Array(context.arguments.words.dropFirst())
    let action = words.first ?? "list"
    guard Self.actions.contains(action) else {
      throw WeirError(
        .usage,
        "dead-letters cannot \"\(action)\";\(Suggestion.phrase(for: action, among: Self.actions))"
          + " write list, show ID or redrive ID…")
    }
    let stored = try await StoredJob(type, context)
    let box = DeadLetterBox(stored: stored, environment: context.environment)
    let entries = try await box.entries()
    switch action {
    case "show": return try show(try chosen(words.dropFirst(), entries))
    case "redrive":
      return try await redrive(words.dropFirst(), entries, stored, box)
    default:
      guard words.count <= 1 else {
        throw WeirError(.usage, "list takes no letter; write show \(words[1])")
      }
      return try list(entries)
    }
  }

  private func list(_ entries: [DeadLetterEntry]) throws -> ExitCode {
    let limit = try context.positiveNumber("limit") ?? .max
    if context.wantsJSON {
      try context.say(json: Array(entries.prefix(limit)))
      return .success
    }
    guard !entries.isEmpty else {
      context.console.say("no dead letters")
      return .success
    }
    var table = TextTable([.left, .left, .left], headings: ["letter", "state", "reason"])
    for entry in entries.prefix(limit) {
      table.add(PrintableText.escaped(entry.id), entry.state, PrintableText.escaped(entry.reason))
    }
    for line in table.lines { context.console.say(line) }
    if entries.count > limit { context.console.say("… and \(entries.count - limit) more") }
    return .success
  }

  private func chosen(
    _ ids: ArraySlice<String>, _ entries: [DeadLetterEntry]
  ) throws -> [DeadLetterEntry] {
    guard !ids.isEmpty else { throw WeirError(.usage, "name a letter by its id; list shows them") }
    return try ids.map { id in
      guard let entry = entries.first(where: { $0.id == id }) else {
        throw WeirError(.usage, "there is no dead letter \"\(id)\"; list shows them")
      }
      return entry
    }
  }

  private func show(_ entries: [DeadLetterEntry]) throws -> ExitCode {
    for entry in entries { try context.say(json: entry) }
    return .success
  }

  /// Asks the job for them; it takes them up when it runs next, or within a second when it runs.
  private func redrive(
    _ ids: ArraySlice<String>, _ entries: [DeadLetterEntry], _ stored: StoredJob,
    _ box: DeadLetterBox
  ) async throws -> ExitCode {
    let isForced = context.arguments.has("force")
    let wantsAll = context.arguments.has("all")
    guard wantsAll != !ids.isEmpty else {
      throw WeirError(.usage, "name letters by their ids, or write --all for every one that is refused")
    }
    let letters =
      wantsAll ? entries.filter { $0.state == "refused" } : try chosen(ids, entries)
    let payload = context.arguments.values["payload"]
    if payload != nil, letters.count != 1 {
      throw WeirError(.usage, "--payload mends one letter; name just one")
    }
    let requests = try letters.compactMap { letter -> RedriveRequest? in
      let ticket = RedriveTicket(letter, stored.plan, payload: payload, isForced: isForced)
      do {
        return try ticket.request()
      } catch let error as WeirError where wantsAll {
        context.console.complain("left out: " + PrintableText.escaped(error.message))
        return nil
      }
    }
    let log = RequestLog(stored.paths, context.environment.fileSystem)
    try await context.environment.blocking.run { try log.append(requests) }
    guard !context.wantsJSON else {
      try context.say(json: requests.map(\.letter))
      return .success
    }
    let count = requests.count
    guard count > 0 else {
      context.console.say("no letter waits to be asked for again")
      return .success
    }
    context.console.say("asked for \(count) letter\(count == 1 ? "" : "s") again")
    context.console.say("  " + context.hint(["run", stored.record.job] + stored.changedWords))
    return .success
  }
}
