import Synchronization

/// The splits of files that a following ``DirectorySource`` has taken up, so that looking for
/// further files does not read the known ones again.
final class TakenFiles: Sendable {
  private let splits = Mutex<[String: [FileSplit]]>([:])

  /// What was found when the file was taken up; otherwise what `find` finds, unless it is nothing.
  func splits(of path: String, _ find: () throws -> [FileSplit]) rethrows -> [FileSplit] {
    if let known = splits.withLock({ $0[path] }) { return known }
    let found = try find()
    if !found.isEmpty { splits.withLock { $0[path] = found } }
    return found
  }
}
