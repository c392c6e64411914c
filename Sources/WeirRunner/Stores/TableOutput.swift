import WeirCore
import WeirFormats
import WeirTableStore

/// Writes a table's rows for people, or as JSON for programs.
struct TableOutput {
  let context: CommandContext
  let name: String
  let epoch: CheckpointID
  let schema: TableSchema
  /// Columns of the terminal.
  let width: Int

  /// What people can look at; programs get all.
  static let defaultLimit = 20
  /// Output goes out in pieces of this size.
  private static let chunkByteCount = 1 << 16

  /// One row, a column a line.
  /// - Parameter key: As it was asked for.
  func show(_ row: TableRow?, key: [String]) throws -> ExitCode {
    if context.wantsJSON {
      context.console.write(try row.map { try $0.json() } ?? Array("null".utf8), to: .standard)
      context.console.write([UInt8(ascii: "\n")], to: .standard)
    } else if let row {
      for line in Self.fields(of: row) { context.console.say(line) }
    }
    if row != nil { return .success }
    if !context.wantsJSON {
      let shown = PrintableText.escaped(key.joined(separator: " "))
      context.console.complain("\(PrintableText.escaped(name)) has no row \(shown) at \(epoch)")
    }
    return .failed
  }

  /// The rows that a query asks for.
  func scan(_ table: TableSnapshot, _ query: TableQuery, _ limit: Int?) throws {
    if context.wantsJSON { return try stream(table, query) }
    let rows = try table.rows(query)
    let alignments = schema.columns.map { column -> TextTable.Alignment in
      column.storage == .integer && column.valueType != .bool && column.valueType != .eventTime
        || column.storage == .real ? .right : .left
    }
    var text = TextTable(
      alignments, headings: schema.columns.map { PrintableText.escaped($0.name) })
    for row in rows { text.add(row: Self.cells(of: row)) }
    if let lines = text.lines(fitting: width) {
      for line in lines { context.console.say(line) }
    } else {
      for row in rows {
        for line in Self.fields(of: row) { context.console.say(line) }
        context.console.say("")
      }
    }
    let total = rows.count < query.limit ?? .max ? rows.count : try table.count(query.filters)
    let all = StoreAccess.counted(total, "row")
    context.console.say(
      total > rows.count
        ? "\(rows.count) of \(all) at \(epoch); --limit N shows more" : "\(all) at \(epoch)")
  }

  func count(_ count: Int) throws {
    guard context.wantsJSON else {
      context.console.say("\(count)")
      return
    }
    var report = Count()
    report.table = name
    report.epoch = epoch.number
    report.count = count
    try context.say(json: report)
  }

  func schema(of directory: String) throws {
    var report = Schema()
    report.table = name
    report.directory = directory
    report.partitionedBy = schema.partitionColumns
    report.indexes = schema.indexes
    report.columns = schema.columns.enumerated().map { Schema.Column($1, isKey: $0 < schema.keyCount) }
    if context.wantsJSON { return try context.say(json: report) }
    var table = TextTable([.left, .left, .left, .left], headings: ["column", "type", "stored as", ""])
    for column in report.columns {
      let isPartitioning = schema.partitionColumns.contains(column.name)
      let note = column.isKey ? (isPartitioning ? "key, decides on the partition" : "key") : ""
      table.add(
        PrintableText.escaped(column.name), PrintableText.escaped(column.type), column.storage, note)
    }
    for line in table.lines(fitting: width) ?? table.lines { context.console.say(line) }
    for index in schema.indexes {
      context.console.say("index on " + PrintableText.escaped(index.joined(separator: ", ")))
    }
    context.console.say("in " + PrintableText.escaped(directory))
  }

  /// A JSON object a line, as the sink's lines would be.
  private func stream(_ table: TableSnapshot, _ query: TableQuery) throws {
    var output: [UInt8] = []
    var isRead = true
    try table.scan(query) { row in
      output += try row.json()
      output.append(UInt8(ascii: "\n"))
      if output.count >= Self.chunkByteCount {
        isRead = context.console.write(output, to: .standard)
        output.removeAll(keepingCapacity: true)
      }
      return isRead
    }
    if isRead { context.console.write(output, to: .standard) }
  }

  private static func cells(of row: TableRow) -> [String] {
    zip(row.schema.columns, row.values).map { PrintableText.escaped($0.text(of: $1)) }
  }

  private static func fields(of row: TableRow) -> [String] {
    var table = TextTable([.left, .left])
    for (column, cell) in zip(row.schema.columns, cells(of: row)) {
      table.add(PrintableText.escaped(column.name), cell)
    }
    return table.lines
  }
}

extension TableOutput {
  /// What `count --json` shows.
  private struct Count: Record {
    var table = ""
    var epoch: UInt64 = 0
    var count = 0

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("table", &table)
      try field("epoch", &epoch)
      try field("count", &count)
    }
  }

  /// What `schema --json` shows.
  private struct Schema: Record {
    var table = ""
    var directory = ""
    var columns: [Column] = []
    var partitionedBy: [String] = []
    var indexes: [[String]] = []

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("table", &table)
      try field("directory", &directory)
      try field("columns", &columns)
      try field("partition_by", &partitionedBy)
      try field("indexes", &indexes)
    }

    struct Column: Record {
      var name = ""
      var type = ""
      var storage = ""
      var isKey = false

      init() {}

      init(_ column: TableColumn, isKey: Bool) {
        name = column.name
        type = "\(column.type)"
        storage = column.storage.rawValue
        self.isKey = isKey
      }

      mutating func fields(_ field: inout some FieldVisitor) throws {
        try field("name", &name)
        try field("type", &type)
        try field("storage", &storage)
        try field("key", &isKey)
      }
    }
  }
}
