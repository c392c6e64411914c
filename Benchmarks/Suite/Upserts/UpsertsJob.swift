import Weir

/// Rows straight from a generator into a table.
struct UpsertsJob: Job {
  static let name = "bench-upserts"
  static let sink = "table"
  static let splitCount = 2

  var rows = 5_000_000
  var keys = 100_000
  var partitions = 8

  mutating func parameters(_ p: inout some ParameterVisitor) throws {
    try p("rows", &rows, help: "how many rows")
    try p("keys", &keys, help: "how many keys; 0: a new one for every row")
    try p("partitions", &partitions, help: "files of the table")
  }

  func define(on flow: JobBuilder) throws {
    let keys = UInt64(clamping: keys)
    flow.source(
      "rows",
      GeneratorSource(
        count: Int64(rows), splitCount: Self.splitCount,
        SequenceGenerator { UpsertRow(sequence: $0, keys: keys) })
    )
    .sink(Self.sink, to: TableSink(key: \.key, partitions: partitions))
  }
}
