import WeirCore
import WeirLinesStore
import WeirSQLite
import WeirStorage

/// One store of a job: whose it is, what it is, and where.
public struct JobStore: Sendable, Equatable {
  /// The name of the sink that writes it.
  public let name: String
  public let kind: StoreKind
  public let directory: String

  /// The stores that a job's directory holds, by name. What they are they say themselves, so the
  /// job's code is not needed. A sink that never came to write has none. Blocks.
  /// - Parameters:
  ///   - jobID: The identity of the job's directory.
  ///   - names: Those that are needed; others are left out when they are damaged. Nil: all.
  /// - Throws: `unusableCheckpoint` when a store is damaged or another job's.
  static func all(
    _ paths: JobPaths, jobID: String, needing names: [String]?, _ files: any FileSystem
  ) throws -> [JobStore] {
    let needed = names.map { names in Set(names.map { directory(of: $0, paths) }) }
    var directories = [paths.deadLetter]
    if try files.status(paths.stores)?.kind == .directory {
      directories += try files.list(paths.stores).filter { $0.kind == .directory }
        .map { FilePaths.join(paths.stores, $0.name) }
    }
    return try directories.compactMap { directory -> JobStore? in
      do {
        return try JobStore(in: directory, jobID: jobID, files)
      } catch let error as WeirError {
        guard let needed, !needed.contains(directory) else { throw error }
        return nil
      }
    }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// Where a sink keeps its store.
  static func directory(of name: String, _ paths: JobPaths) -> String {
    name == JobStore.deadLetterName ? paths.deadLetter : paths.store(of: OperatorID(name))
  }

  /// The sink of dead letters, which has a place of its own.
  private static var deadLetterName: String { "dead-letter" }

  /// Nil when there is no store in the directory (yet).
  private init?(in directory: String, jobID: String, _ files: any FileSystem) throws {
    guard try files.status(directory)?.kind == .directory else { return nil }
    self.directory = directory
    if let sink = try LinesReader.sink(ofStoreIn: directory, jobID: jobID, files) {
      (name, kind) = (sink, .lines)
      return
    }
    for entry in try files.list(directory) where PartitionIdentity.isFileName(entry.name) {
      let path = FilePaths.join(directory, entry.name)
      guard let reader = try SQLitePartitionReader.open(path, jobID: jobID, kind: nil) else {
        continue
      }
      let identity = reader.header.identity
      guard let kind = StoreKind(partitionKind: identity.kind) else {
        throw WeirError(
          .unusableCheckpoint,
          "the file holds a \"\(identity.kind)\", which this Weir does not know; use a newer one",
          at: .init(file: path))
      }
      (name, self.kind) = (identity.sink, kind)
      return
    }
    return nil
  }
}
