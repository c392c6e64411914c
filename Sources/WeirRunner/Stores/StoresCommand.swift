import WeirCore
import WeirReading

/// `weir stores`: what a job has stored, at one epoch.
struct StoresCommand {
  let context: CommandContext

  func run() async throws -> ExitCode {
    let access = try StoreAccess(context)
    return try await access.blocking {
      try list(access, nil, countingLines: context.arguments.has("count"))
    }
  }

  /// - Parameter kind: Which stores; nil: all.
  func list(
    _ access: StoreAccess, _ kind: StoreKind?, countingLines: Bool = false
  ) throws -> ExitCode {
    let wanted = try access.stores(kind).map(\.name)
    guard let cut = wanted.isEmpty ? nil : try access.cut(of: wanted) else {
      try access.checkPresence()
      if context.wantsJSON {
        try context.say(json: [Entry]())
      } else {
        context.console.say("no stores in \(PrintableText.escaped(access.paths.directory))")
      }
      return .success
    }
    let entries = try cut.stores.map { try Entry($0, cut, countingLines: countingLines) }
    if context.wantsJSON {
      try context.say(json: entries)
      try access.checkPresence()
      return .success
    }
    context.console.say("at \(cut.epoch):")
    var table = TextTable(
      [.left, .left, .right, .left], headings: ["store", "kind", "count", "directory"])
    for entry in entries {
      table.add(
        PrintableText.escaped(entry.name), entry.kind.rawValue, entry.countText,
        PrintableText.escaped(entry.directory))
    }
    for line in table.lines { context.console.say(line) }
    // What is there is shown all the same.
    try access.checkPresence()
    return .success
  }

  /// A store as `--json` shows it.
  struct Entry: Record {
    var name = ""
    var kind = Kind.lines
    var directory = ""
    var epoch: UInt64 = 0
    /// Rows, documents or lines; nil where lines were not counted.
    var count: UInt64? = nil
    /// The files of a lines store.
    var partCount: Int? = nil

    init() {}

    init(_ store: JobStore, _ cut: StoresCut, countingLines: Bool) throws {
      name = store.name
      directory = store.directory
      epoch = cut.epoch.number
      switch store.kind {
      case .table:
        kind = .table
        count = UInt64(try cut.table(name).count())
      case .search:
        kind = .search
        count = UInt64(try cut.search(name).count())
      case .lines:
        let reader = try cut.lines(name)
        partCount = reader.parts.count
        if countingLines { count = try reader.lineCount() }
      }
    }

    var countText: String {
      let noun =
        switch kind {
        case .table: "row"
        case .search: "document"
        case .lines: "line"
        }
      if let count { return StoreAccess.counted(Int(clamping: count), noun) }
      return StoreAccess.counted(partCount ?? 0, "file")
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("name", &name)
      try field("kind", &kind)
      try field("directory", &directory)
      try field("epoch", &epoch)
      try field("count", &count)
      try field("parts", &partCount)
    }

    enum Kind: String, FieldValue, CaseIterable {
      case table, search, lines
    }
  }
}
