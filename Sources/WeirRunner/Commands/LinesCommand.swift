import WeirCheckpoints
import WeirCore
import WeirGraph
import WeirLinesStore
import WeirStorage

/// `weir lines`: the lines stores of a job, at its newest durable epoch or at another one that is
/// kept.
struct LinesCommand {
  let context: CommandContext

  /// Output goes out in pieces of this size.
  private static let chunkByteCount = 1 << 16

  func run() async throws -> ExitCode {
    let paths = try context.paths()
    let limit = try context.positiveNumber("limit")
    if limit != nil, context.arguments.has("count") {
      throw WeirError(.usage, "--limit and --count contradict each other; leave one out")
    }
    let words = context.arguments.words
    let request = try epoch()
    // Reading blocks, so it happens on the pool's threads.
    return try await context.environment.blocking.run {
      do {
        let cut = try cut(of: paths, request)
        guard words.count > 1 else { return try list(paths, cut) }
        let store = try find(words[1], paths)
        let reader = try reader(of: store, in: paths, cut)
        if context.arguments.has("count") {
          try count(reader, in: store)
        } else {
          try copy(reader, limit: limit ?? .max)
        }
        return .success
      } catch is SnapshotExpired {
        throw WeirError(
          .unusableCheckpoint,
          "a store does not have what the checkpoint lists: the job went back to an earlier one "
            + "meanwhile (then try again), or files are lost", at: .init(file: paths.stores))
      }
    }
  }

  /// The epoch that is asked for; nil for the newest.
  private func epoch() throws -> CheckpointID? {
    guard let text = context.arguments.values["as-of"], text != "latest" else { return nil }
    guard let id = JobPaths.checkpoint(fromText: text) else {
      throw WeirError(.usage, "--as-of \(text) names no checkpoint; write latest, or one like chk-17")
    }
    return id
  }

  /// Nil for a job without a complete checkpoint: nothing of it is committed.
  private func cut(of paths: JobPaths, _ id: CheckpointID?) throws -> JobCut? {
    if id == nil {
      guard try context.environment.fileSystem.status(paths.checkpoints) != nil else { return nil }
    }
    let checkpoints = try CheckpointReader(paths: paths, environment: context.environment)
    if let id { return try checkpoints.cut(at: .checkpoint(id)) }
    return try checkpoints.newest() == nil ? nil : checkpoints.cut(at: .latest)
  }

  private func reader(
    of store: StoreEntry, in paths: JobPaths, _ cut: JobCut?
  ) throws -> LinesReader {
    let files = context.environment.fileSystem
    guard let cut else { return try LinesReader(directory: store.directory, fileSystem: files) }
    let sink = cut.sinks.first { paths.store(of: $0) == store.directory } ?? OperatorID(store.sink)
    let snapshot = LinesSnapshot(directory: store.directory, fileSystem: files)
    try snapshot.position(at: cut.store(sink))
    return snapshot.reader
  }

  private func find(_ sink: String, _ paths: JobPaths) throws -> StoreEntry {
    let stores = try StoreEntry.all(paths, context.environment.fileSystem)
    if let store = stores.first(where: { $0.sink == sink }) { return store }
    let directory = paths.store(of: OperatorID(sink))
    if let store = stores.first(where: { $0.directory == directory }) { return store }
    let names = stores.map(\.sink)
    throw WeirError(
      .usage,
      "there is no store of a sink \"\(sink)\";\(Suggestion.phrase(for: sink, among: names)) "
        + (names.isEmpty
          ? "nothing is stored yet; run the job first, or check --data"
          : "there are \(names.joined(separator: ", "))"),
      at: .init(file: paths.directory))
  }

  private func list(_ paths: JobPaths, _ cut: JobCut?) throws -> ExitCode {
    let fileSystem = context.environment.fileSystem
    var stores = try StoreEntry.all(paths, fileSystem)
    for index in stores.indices {
      let reader = try reader(of: stores[index], in: paths, cut)
      let isCounting = context.arguments.has("count")
      stores[index].set(reader, lineCount: isCounting ? try reader.lineCount() : nil)
    }
    if context.wantsJSON {
      try context.say(json: stores)
      return .success
    }
    guard !stores.isEmpty else {
      context.console.say("no stores in \(PrintableText.escaped(paths.directory))")
      return .success
    }
    var table = TextTable(
      [.left, .right, .right, .right, .left],
      headings: ["sink", "parts", "newest", "lines", "directory"])
    for store in stores {
      table.add(
        PrintableText.escaped(store.sink), "\(store.partCount)",
        store.newestEpoch.map { "\(CheckpointID($0))" } ?? "",
        store.lineCount.map(Quantity.exact) ?? "", PrintableText.escaped(store.directory))
    }
    for line in table.lines { context.console.say(line) }
    return .success
  }

  private func count(_ reader: LinesReader, in store: StoreEntry) throws {
    let lineCount = try reader.lineCount()
    guard context.wantsJSON else {
      context.console.say("\(lineCount)")
      return
    }
    var entry = store
    entry.set(reader, lineCount: lineCount)
    try context.say(json: entry)
  }

  /// Lines may hold anything, so a terminal gets them escaped; everything else gets their bytes.
  private func copy(_ reader: LinesReader, limit: Int) throws {
    let isTerminal = context.console.isTerminal(.standard)
    var output: [UInt8] = []
    var count = 0
    var isRead = true
    try reader.forEachLine { line in
      if isTerminal {
        output += PrintableText.escaped(String(decoding: line, as: UTF8.self)).utf8
      } else {
        output.append(contentsOf: line)
      }
      output.append(UInt8(ascii: "\n"))
      count += 1
      if output.count >= Self.chunkByteCount {
        isRead = context.console.write(output, to: .standard)
        output.removeAll(keepingCapacity: true)
      }
      return isRead && count < limit
    }
    if isRead { context.console.write(output, to: .standard) }
  }
}
