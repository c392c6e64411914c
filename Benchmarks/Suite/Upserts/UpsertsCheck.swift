import Weir

/// Whether a table holds what the rows put into it leave.
struct UpsertsCheck {
  let rows: Int
  /// 0: every row has a new key.
  let keys: Int

  /// Why the table is wrong; nil when it is right.
  func problem(dataDirectory: String) throws -> String? {
    let table = try JobReader(dataDirectory: dataDirectory, job: UpsertsJob.name).cut()
      .table(UpsertsJob.sink, of: UpsertRow.self)
    return keys == 0 ? try newRowsProblem(table) : try lastRowsProblem(table)
  }

  /// All rows are there; a sample of them is looked at.
  private func newRowsProblem(_ table: TypedTable<UpsertRow>) throws -> String? {
    let count = try table.count()
    guard count == rows else { return "\(count) rows, not \(rows)" }
    for sequence in stride(from: 0, to: rows, by: max(1, rows / 1000)) {
      let row = UpsertRow(sequence: Int64(sequence), keys: 0)
      guard try table.get(row.key) == row else { return "row \(sequence) is not as it was put" }
    }
    return nil
  }

  /// Every key has the last row of one of the splits, whose order among each other is open.
  private func lastRowsProblem(_ table: TypedTable<UpsertRow>) throws -> String? {
    let splitCount = UpsertsJob.splitCount
    var last = [Int](repeating: -1, count: keys * splitCount)
    for sequence in 0..<rows {
      let key = UpsertRow.key(of: Int64(sequence), keys: UInt64(keys))
      last[Int(key) * splitCount + sequence % splitCount] = sequence
    }
    let expected = (0..<keys).count { key in
      last[key * splitCount..<(key + 1) * splitCount].contains { $0 >= 0 }
    }
    var count = 0
    var problem: String?
    try table.forEach { row in
      count += 1
      let lasts = last[Int(row.key) * splitCount..<(Int(row.key) + 1) * splitCount]
      if !lasts.contains(row.count)
        || row != UpsertRow(sequence: Int64(row.count), keys: UInt64(keys))
      {
        problem = "key \(row.key) has row \(row.count), not one of \(Array(lasts))"
      }
      return problem == nil
    }
    return problem ?? (count == expected ? nil : "\(count) rows, not \(expected)")
  }
}
