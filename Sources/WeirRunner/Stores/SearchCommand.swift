import WeirCore
import WeirReading
import WeirSearchStore

/// `weir search`: the documents of a job's search indexes.
struct SearchCommand {
  let context: CommandContext

  /// About so many words around a match are shown.
  private static let snippetWordCount = 24

  func run() async throws -> ExitCode {
    let access = try StoreAccess(context)
    let limit = try context.positiveNumber("limit")
    let offset = try offset()
    return try await access.blocking {
      if context.arguments.words.count == 1, isPlain {
        return try StoresCommand(context: context).list(access, .search)
      }
      return try search(access, limit, offset)
    }
  }

  /// Whether nothing is asked for but what there is.
  private var isPlain: Bool {
    ["where", "facet", "sort", "limit", "offset"].allSatisfy {
      context.arguments.values[$0] == nil
    }
  }

  private func offset() throws -> Int {
    guard let text = context.arguments.values["offset"] else { return 0 }
    guard let number = Int(text), number >= 0 else {
      throw WeirError(.usage, "--offset \"\(text)\" must be a whole number of at least 0")
    }
    return number
  }

  private func search(_ access: StoreAccess, _ limit: Int?, _ offset: Int) throws -> ExitCode {
    let names = try access.stores(.search).map(\.name)
    // With several indexes the first word must name one.
    let (name, words) = try access.choose(.search) { _ in names.count == 1 }
    guard let cut = try access.cut(of: [name]) else {
      throw WeirError(
        .usage, "nothing is committed yet: wait for the job's first checkpoint",
        at: .init(file: access.paths.directory))
    }
    let index = try cut.search(name)
    var options = SearchOptions(limit: limit ?? 10, offset: offset)
    options.filters = try (context.arguments.lists["where"] ?? []).map {
      try filter($0, index.schema)
    }
    options.facets = context.arguments.lists["facet"] ?? []
    options.order = try order()
    if context.arguments.has("highlight") {
      options.highlighting = Highlighting(snippetWordCount: Self.snippetWordCount)
    }
    let query = SearchQuery(
      words.joined(separator: " "), syntax: context.arguments.has("raw") ? .raw : .standard)
    let output = SearchOutput(
      context: context, name: name, epoch: cut.epoch, schema: index.schema, options: options,
      width: access.width)
    try output.show(try index.search(query, options))
    return .success
  }

  private func filter(_ text: String, _ schema: SearchSchema) throws -> SearchFilter {
    guard let test = ConditionText.nullTest(text) else {
      return try schema.filter(ConditionText.compact(text))
    }
    return SearchFilter(test.field, test.isNegated ? .notEqual : .equal, .null)
  }

  private func order() throws -> SearchOptions.Order {
    let isDescending = context.arguments.has("descending")
    guard let field = context.arguments.values["sort"] else {
      guard !isDescending else { throw WeirError(.usage, "--descending needs --sort FIELD") }
      return .relevance
    }
    return isDescending ? .descending(field) : .ascending(field)
  }
}
