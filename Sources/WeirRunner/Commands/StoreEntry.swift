import WeirCore
import WeirGraph
import WeirLinesStore
import WeirStorage

/// A lines store as `weir lines JOB` shows it.
struct StoreEntry: Record {
  /// The sink's name; the directory's where that cannot be told from it.
  var sink = ""
  var directory = ""
  var partCount = 0
  /// The newest epoch that has records.
  var newestEpoch: UInt64? = nil
  /// Nil when they were not counted.
  var lineCount: UInt64? = nil

  init() {}

  init(sink: String, directory: String) {
    self.sink = sink
    self.directory = directory
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("sink", &sink)
    try field("directory", &directory)
    try field("parts", &partCount)
    try field("newest_epoch", &newestEpoch)
    try field("lines", &lineCount)
  }

  /// The stores in a job's directory, by name, dead letters last. Blocks.
  static func all(_ paths: JobPaths, _ fileSystem: any FileSystem) throws -> [StoreEntry] {
    var entries: [StoreEntry] = []
    if try fileSystem.status(paths.stores)?.kind == .directory {
      entries = try fileSystem.list(paths.stores).filter { $0.kind == .directory }.map { entry in
        let name = SafeName.decode(entry.name).map { String(decoding: $0, as: UTF8.self) }
        return StoreEntry(
          sink: name ?? entry.name, directory: FilePaths.join(paths.stores, entry.name))
      }
    }
    if try fileSystem.status(paths.deadLetter)?.kind == .directory {
      entries.append(
        StoreEntry(sink: JobBuilder.deadLetterSinkName, directory: paths.deadLetter))
    }
    return entries.sorted { $0.sink < $1.sink }
  }

  /// Fills in what the store says. Blocks.
  mutating func look(_ fileSystem: any FileSystem, isCounting: Bool) throws {
    let reader = try LinesReader(directory: directory, fileSystem: fileSystem)
    set(reader, lineCount: isCounting ? try reader.lineCount() : nil)
  }

  mutating func set(_ reader: LinesReader, lineCount: UInt64?) {
    partCount = reader.parts.count
    newestEpoch = reader.parts.map(\.epochs.upperBound.number).max()
    self.lineCount = lineCount
  }
}
