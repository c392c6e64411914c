import WeirCore
import WeirStorage

/// Where the values of a logged row go in a table whose columns may stand in another order, or be
/// more.
struct RowMapping {
  /// For each value behind the fingerprint the place of its column in the table.
  let targets: [Int]
  /// Columns of the table that the row does not have.
  let absent: [Int]

  /// - Throws: `incompatibleState` when the table lacks a column of the row.
  init(from written: TableSchema, to table: TableSchema) throws {
    let targets = try written.columns.dropFirst(written.keyCount).map { column in
      guard let place = table.columns.firstIndex(of: column), place >= table.keyCount else {
        throw WeirError(
          .incompatibleState,
          "logged rows have a column \"\(column.name)\" of type \(column.type), which the table "
            + "lacks; give the record that field again")
      }
      return place
    }
    self.targets = targets
    let present = Set(targets)
    absent = (table.keyCount..<table.columns.count).filter { !present.contains($0) }
  }
}

/// The mappings of all kinds of rows that the log holds, each found once.
final class RowMappings {
  private let table: TableSchema
  private let directory: String
  private let fileSystem: any FileSystem
  private var known: [UInt32: RowMapping] = [:]
  private var latest: (fingerprint: UInt32, mapping: RowMapping)?

  init(table: TableSchema, directory: String, fileSystem: any FileSystem) {
    self.table = table
    self.directory = directory
    self.fileSystem = fileSystem
  }

  func mapping(of fingerprint: UInt32) throws -> RowMapping {
    if let latest, latest.fingerprint == fingerprint { return latest.mapping }
    let mapping = try known[fingerprint] ?? find(fingerprint)
    latest = (fingerprint, mapping)
    return mapping
  }

  private func find(_ fingerprint: UInt32) throws -> RowMapping {
    let written =
      fingerprint == table.fingerprint
      ? table : try SchemaFile.read(fingerprint, in: directory, fileSystem)
    let mapping = try RowMapping(from: written, to: table)
    known[fingerprint] = mapping
    return mapping
  }
}
