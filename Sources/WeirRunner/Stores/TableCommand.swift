import WeirCore
import WeirReading
import WeirTableStore

/// `weir table`: the rows of a job's tables.
struct TableCommand {
  let context: CommandContext

  private enum Action: String, CaseIterable {
    case get, scan, count, schema

    /// The options that it has no use for.
    var refused: [String] {
      let ofRows = ["order-by", "descending", "limit"]
      return switch self {
      case .scan: []
      case .count: ofRows
      case .get, .schema: ["where"] + ofRows
      }
    }
  }

  func run() async throws -> ExitCode {
    let access = try StoreAccess(context)
    let limit = try context.positiveNumber("limit")
    return try await access.blocking {
      if context.arguments.words.count == 1, isPlain {
        return try StoresCommand(context: context).list(access, .table)
      }
      return try read(access, limit)
    }
  }

  /// Whether nothing is asked for but what there is.
  private var isPlain: Bool {
    !["where", "order-by", "descending", "limit"].contains(where: isGiven)
  }

  private func isGiven(_ option: String) -> Bool {
    context.arguments.values[option] != nil || context.arguments.has(option)
  }

  private func read(_ access: StoreAccess, _ limit: Int?) throws -> ExitCode {
    let (name, words) = try access.choose(.table) { Action(rawValue: $0) != nil }
    let action = try action(words)
    let keys = Array(words.dropFirst())
    if let option = action.refused.first(where: isGiven) {
      throw WeirError(.usage, "\(action) takes no --\(option); scan does")
    }
    guard action == .get || keys.isEmpty else {
      throw WeirError(
        .usage, "\(action) takes no \"\(keys[0])\"; filter rows by --where 'column = value'")
    }
    guard let cut = try access.cut(of: [name]) else {
      throw WeirError(
        .usage, "nothing is committed yet: wait for the job's first checkpoint",
        at: .init(file: access.paths.directory))
    }
    let table = try cut.table(name)
    guard let schema = table.schema else {
      throw WeirError(
        .unusableCheckpoint, "the table has no columns yet; run the job first",
        at: .init(file: access.paths.directory))
    }
    let output = TableOutput(
      context: context, name: name, epoch: cut.epoch, schema: schema, width: access.width)
    switch action {
    case .get:
      guard !keys.isEmpty else {
        throw WeirError(
          .usage, "name the row: get \(schema.key.map(\.name).joined(separator: " "))")
      }
      return try output.show(try table.get(try schema.key(fromTexts: keys)), key: keys)
    case .scan: try output.scan(table, try query(schema, limit), limit)
    case .count: try output.count(try table.count(try filters(schema)))
    case .schema: try output.schema(of: cut.stores.first { $0.name == name }?.directory ?? "")
    }
    return .success
  }

  private func action(_ words: [String]) throws -> Action {
    guard let word = words.first else { return .scan }
    if let action = Action(rawValue: word) { return action }
    let names = Action.allCases.map(\.rawValue)
    throw WeirError(
      .usage,
      "a table cannot \"\(word)\";\(Suggestion.phrase(for: word, among: names))"
        + " write get KEY, scan, count or schema")
  }

  private func filters(_ schema: TableSchema) throws -> [TableFilter] {
    try (context.arguments.lists["where"] ?? []).map {
      try schema.filter(fromText: ConditionText.compact($0))
    }
  }

  private func query(_ schema: TableSchema, _ limit: Int?) throws -> TableQuery {
    let isDescending = context.arguments.has("descending")
    let columns = context.arguments.lists["order-by"] ?? []
    guard !isDescending || !columns.isEmpty else {
      throw WeirError(.usage, "--descending needs --order-by COLUMN")
    }
    return TableQuery(
      filters: try filters(schema),
      order: columns.map { TableQuery.Order($0, isDescending: isDescending) },
      limit: limit ?? (context.wantsJSON ? nil : TableOutput.defaultLimit))
  }
}
