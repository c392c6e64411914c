import WeirCore
import WeirFormats
import WeirStorage

/// Keeps a schema beside the table's partitions, under its fingerprint, so that rows in the log can
/// be read after the job's record has changed. Every call blocks.
enum SchemaFile {
  private static var byteLimit: Int { 16 << 20 }

  static func path(_ directory: String, _ fingerprint: UInt32) -> String {
    let digits = String(fingerprint, radix: 16)
    let padding = String(repeating: "0", count: max(0, 8 - digits.utf8.count))
    return FilePaths.join(directory, "schema-\(padding)\(digits).json")
  }

  /// Makes the schema's file durable when it does not exist.
  /// - Throws: `unusableCheckpoint` when another schema has the same fingerprint.
  static func write(_ schema: TableSchema, in directory: String, _ files: any FileSystem) throws {
    let path = path(directory, schema.fingerprint)
    if try files.status(path) != nil {
      let stored = try read(schema.fingerprint, in: directory, files)
      guard stored.columns == schema.columns, stored.keyCount == schema.keyCount else {
        throw WeirError(
          .unusableCheckpoint, "this is the schema of other columns; rename one of the fields",
          at: .init(file: path))
      }
      return
    }
    try files.createDirectoryDurably(directory)
    try AtomicFile.write(Array(try schema.stored().utf8), to: path, on: files)
  }

  /// - Throws: `unusableCheckpoint` when it is not there or damaged.
  static func read(
    _ fingerprint: UInt32, in directory: String, _ files: any FileSystem
  ) throws -> TableSchema {
    let path = path(directory, fingerprint)
    guard try files.status(path) != nil else {
      throw WeirError(
        .unusableCheckpoint, "the schema of logged rows is lost; restore it from a backup",
        at: .init(file: path))
    }
    let text = try AtomicFile.readAll(path, on: files, limit: byteLimit)
    let schema = try TableSchema(stored: String(decoding: text, as: UTF8.self), file: path)
    guard schema.fingerprint == fingerprint else {
      throw WeirError(
        .unusableCheckpoint, "the schema is not the one of its name; restore it from a backup",
        at: .init(file: path))
    }
    return schema
  }

  /// The fingerprints of all schemas in a directory.
  static func all(in directory: String, _ files: any FileSystem) throws -> [UInt32] {
    guard try files.status(directory) != nil else { return [] }
    return try files.list(directory).compactMap { entry in
      guard entry.name.hasPrefix("schema-"), entry.name.hasSuffix(".json") else { return nil }
      return UInt32(entry.name.dropFirst(7).dropLast(5), radix: 16)
    }
  }
}
