import WeirCore
import WeirLinesStore
import WeirReading

/// `weir lines`: the lines stores of a job, at one epoch. Lines that are committed and not
/// published yet are among them.
struct LinesCommand {
  let context: CommandContext

  /// Output goes out in pieces of this size.
  private static let chunkByteCount = 1 << 16

  func run() async throws -> ExitCode {
    let access = try StoreAccess(context)
    let limit = try context.positiveNumber("limit")
    let isCounting = context.arguments.has("count")
    if limit != nil, isCounting {
      throw WeirError(.usage, "--limit and --count contradict each other; leave one out")
    }
    return try await access.blocking {
      guard context.arguments.words.count > 1 else {
        let code = try list(access, isCounting)
        try access.checkPresence()
        return code
      }
      let (name, _) = try access.choose(.lines) { _ in false }
      guard let cut = try access.cut(of: [name]), let store = cut.stores.first else {
        throw WeirError(
          .usage, "nothing is committed yet: wait for the job's first checkpoint",
          at: .init(file: access.paths.directory))
      }
      if isCounting {
        try count(store, cut)
      } else {
        try copy(try cut.lines(name), limit: limit ?? .max)
      }
      return .success
    }
  }

  private func list(_ access: StoreAccess, _ isCounting: Bool) throws -> ExitCode {
    let wanted = try access.stores(.lines).map(\.name)
    let cut = wanted.isEmpty ? nil : try access.cut(of: wanted)
    if cut == nil { try access.checkPresence() }
    let entries =
      try cut.map { cut in
        try cut.stores.map { try LinesEntry($0, cut, isCounting: isCounting) }
      } ?? []
    if context.wantsJSON {
      try context.say(json: entries)
      return .success
    }
    guard !entries.isEmpty else {
      context.console.say("no stores in \(PrintableText.escaped(access.paths.directory))")
      return .success
    }
    var table = TextTable(
      [.left, .right, .right, .right, .left],
      headings: ["sink", "parts", "newest", "lines", "directory"])
    for entry in entries {
      table.add(
        PrintableText.escaped(entry.sink), "\(entry.partCount)",
        entry.newestEpoch.map { "\(CheckpointID($0))" } ?? "",
        entry.lineCount.map(Quantity.exact) ?? "", PrintableText.escaped(entry.directory))
    }
    for line in table.lines { context.console.say(line) }
    return .success
  }

  private func count(_ store: JobStore, _ cut: StoresCut) throws {
    let entry = try LinesEntry(store, cut, isCounting: true)
    if context.wantsJSON {
      try context.say(json: entry)
    } else {
      context.console.say("\(entry.lineCount ?? 0)")
    }
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
