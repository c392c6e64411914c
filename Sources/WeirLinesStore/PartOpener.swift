import WeirCore
import WeirStorage

/// Opens parts for reading while a job may be giving them other names.
struct PartOpener: Sendable {
  /// A part changes its name twice after it is listed, so it cannot be missed more often.
  private static let lookLimit = 5

  let paths: LinesPaths
  let files: any FileSystem

  /// Blocks.
  /// - Throws: ``SnapshotExpired`` when a part that was not published is gone.
  func open(_ part: LinesPart) throws -> PartInput {
    try withPath(of: part) { try open(part, at: $0) }
  }

  /// As ``open(_:)``, the file with its bytes as they are.
  func openFile(of part: LinesPart) throws -> any File {
    try withPath(of: part) { try files.open($0, .read) }
  }

  /// Calls `open` with the part's path, again when it has moved.
  private func withPath<Opened>(
    of part: LinesPart, _ open: (String) throws -> Opened
  ) throws -> Opened {
    do {
      return try open(part.path)
    } catch {
      // Published parts stay where they are.
      guard !part.isPublished, try files.status(part.path) == nil else { throw error }
    }
    for _ in 0..<Self.lookLimit {
      guard let path = try find(part) else { continue }
      do {
        return try open(path)
      } catch {
        guard try files.status(path) == nil else { throw error }
      }
    }
    throw SnapshotExpired()
  }

  private func open(_ part: LinesPart, at path: String) throws -> PartInput {
    let file = try files.open(path, .read)
    do {
      return try PartInput(file, of: part, path: path)
    } catch {
      file.close()
      throw error
    }
  }

  /// The name that the part has now.
  private func find(_ part: LinesPart) throws -> String? {
    let directory = paths.directory(ofBucket: part.bucketName)
    guard try files.status(directory) != nil else { return nil }
    let names = try files.list(directory).compactMap { StoreFileName($0.name) }
    return names.first { name in
      if case .inProgress = name { return false }
      return name.id == part.id
    }.map { paths.file($0, inBucket: part.bucketName) }
  }
}
